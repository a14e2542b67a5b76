import { createRoot } from 'react-dom/client';
import { isToPanel, mark, type Init, type ToWidget } from '../shared/messages';
import { Panel } from './Panel';
import { load } from './texts';
import './panel.css';

// The language is fetched while the panel asks the page around it for the other data.
const loading = load(new URLSearchParams(location.search).get('language') ?? 'en');

// Only the page around this frame may send messages. The policy frame-ancestors has allowed that page.
let parentOrigin = '*';
const tell = (message: ToWidget) => parent.postMessage({ ...mark, ...message }, parentOrigin);

const root = createRoot(document.getElementById('panel')!);
let init: Init | null = null;
let shown = true;

async function render() {
  const language = await loading;
  document.documentElement.lang = language.code;
  document.documentElement.dir = language.dir;
  if (init) root.render(<Panel init={init} shown={shown} language={language} tell={tell} />);
}

addEventListener('message', event => {
  if (event.source !== parent || !isToPanel(event.data)) return;
  switch (event.data.kind) {
    case 'init': {
      if (init) return;
      parentOrigin = event.origin;
      init = event.data;
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
    case 'user':
      if (init) init = { ...init, user: event.data.user };
      break;
  }
  void render();
});
tell({ kind: 'ready' });
