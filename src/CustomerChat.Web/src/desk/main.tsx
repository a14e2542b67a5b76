import { config } from '@fortawesome/fontawesome-svg-core';
import '@fortawesome/fontawesome-svg-core/styles.css';
import { createRoot } from 'react-dom/client';
import '@chatscope/chat-ui-kit-styles/dist/default/styles.min.css';
import './desk.css';
import { Desk } from './Desk';

// The kit's icons would add their styles to the page by script, which the page's policy forbids. So the styles are imported above.
config.autoAddCss = false;

createRoot(document.getElementById('desk')!).render(<Desk />);
