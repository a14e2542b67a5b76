import { createRoot } from 'react-dom/client';
import { isToPanel, mark, type Init, type ToWidget } from '../shared/messages';
import { Panel } from './Panel';
import './panel.css';

// Only the page around this frame may speak, and it was allowed to be there by frame-ancestors.
let parentOrigin = '*';
const tell = (message: ToWidget) => parent.postMessage({ ...mark, ...message }, parentOrigin);

const root = createRoot(document.getElementById('panel')!);
let init: Init | null = null;
let shown = true;

addEventListener('message', event => {
  if (event.source !== parent || !isToPanel(event.data)) return;
  switch (event.data.kind) {
    case 'init': {
      if (init) return;
      parentOrigin = event.origin;
      init = event.data;
      document.documentElement.lang = init.language;
      const { accent, onAccent, background, text, scheme } = init.colours;
      for (const [name, value] of Object.entries({ accent, 'on-accent': onAccent, background, text })) {
        if (value && CSS.supports('color', value)) document.documentElement.style.setProperty(`--${name}`, value);
      }
      if (scheme === 'light' || scheme === 'dark') document.documentElement.style.colorScheme = scheme;
      break;
    }
    case 'shown': shown = event.data.shown; break;
    case 'session':
      if (init) init = { ...init, session: event.data.session };
      break;
  }
  if (init) root.render(<Panel init={init} shown={shown} tell={tell} />);
});
tell({ kind: 'ready' });
