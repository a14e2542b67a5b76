import { config } from '@fortawesome/fontawesome-svg-core';
import '@fortawesome/fontawesome-svg-core/styles.css';
import { createRoot } from 'react-dom/client';
import '@chatscope/chat-ui-kit-styles/dist/default/styles.min.css';
import './desk.css';
import { Desk } from './Desk';

// The kit's icons would put their styles into the page by script, which its policy forbids: they come with the page's own.
config.autoAddCss = false;

createRoot(document.getElementById('desk')!).render(<Desk />);
