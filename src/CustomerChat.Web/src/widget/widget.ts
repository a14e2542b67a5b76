// The script that a site loads: a bubble, and a frame with the panel once it is opened. It keeps the session in the site's
// own storage, so that a reload and a second tab find it, and knows nothing of chats.
import { isSession, isToWidget, mark, type Colours, type Init, type Session } from '../shared/messages';
import { bubbleTexts, languageOf } from './texts';
import css from './widget.css?inline';

const script = document.currentScript as HTMLScriptElement;
const relay = new URL(script.src).origin;
const contactCenterId = script.dataset.contactCenterId ?? '';
const language = languageOf(script.dataset.language ?? document.documentElement.lang);
const texts = bubbleTexts[language];
const sessionKey = `customer-chat:${contactCenterId}`;
const openKey = `${sessionKey}:open`;

function start() {
  const host = document.createElement('div');
  host.id = 'customer-chat';
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];

  const bubble = document.createElement('button');
  bubble.className = 'bubble';
  bubble.type = 'button';
  bubble.setAttribute('aria-expanded', 'false');
  bubble.setAttribute('aria-label', texts.open);
  bubble.innerHTML = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 4h16v12H8l-4 4z" fill="currentColor"/></svg>';
  const badge = document.createElement('span');
  badge.className = 'badge';
  badge.hidden = true;
  bubble.append(badge);
  root.append(bubble);
  document.body.append(host);

  let frame: HTMLIFrameElement | null = null;

  const tell = (message: Init | { kind: 'session'; session: Session | null } | { kind: 'shown'; shown: boolean }) =>
    frame?.contentWindow?.postMessage({ ...mark, ...message }, relay);

  function show(shown: boolean) {
    if (shown && !frame) {
      frame = document.createElement('iframe');
      frame.title = texts.panel;
      frame.src = `${relay}/widget/?contactCenterId=${encodeURIComponent(contactCenterId)}`;
      root.prepend(frame);
    }

    frame!.hidden = !shown;
    bubble.setAttribute('aria-expanded', String(shown));
    bubble.setAttribute('aria-label', shown ? texts.close : texts.open);
    sessionStorage.setItem(openKey, shown ? 'yes' : 'no');
    tell({ kind: 'shown', shown });
    if (shown) {
      unread(0);
      frame!.focus();
    } else {
      bubble.focus();
    }
  }

  function unread(count: number) {
    badge.hidden = count === 0;
    badge.textContent = String(count);
    bubble.setAttribute('aria-label', count > 0 ? `${texts.open} (${count} ${texts.unread})` : bubble.getAttribute('aria-expanded') === 'true' ? texts.close : texts.open);
  }

  bubble.onclick = () => show(bubble.getAttribute('aria-expanded') !== 'true');
  addEventListener('message', event => {
    if (event.source !== frame?.contentWindow || event.origin !== relay || !isToWidget(event.data)) return;
    switch (event.data.kind) {
      case 'ready':
        tell({
          kind: 'init', contactCenterId, language, colours: colours(host), session: stored(),
          endpoint: script.dataset.endpoint, page: location.origin + location.pathname,
        });
        tell({ kind: 'shown', shown: !frame!.hidden });
        break;
      case 'session':
        if (event.data.session) localStorage.setItem(sessionKey, JSON.stringify(event.data.session));
        else localStorage.removeItem(sessionKey);
        break;
      case 'close': show(false); break;
      case 'unread': unread(event.data.count); break;
    }
  });

  // Another tab of this site has opened or ended the chat.
  addEventListener('storage', event => {
    if (event.key === sessionKey) tell({ kind: 'session', session: stored() });
  });

  if (sessionStorage.getItem(openKey) === 'yes') show(true);
}

function stored(): Session | null {
  try {
    const session: unknown = JSON.parse(localStorage.getItem(sessionKey) ?? 'null');
    return isSession(session) ? session : null;
  } catch {
    return null;
  }
}

/** The site's colours, by CSS variables on any element above the widget. */
function colours(host: Element): Colours {
  const style = getComputedStyle(host);
  const of = (name: string) => style.getPropertyValue(name).trim() || undefined;
  return {
    accent: of('--customer-chat-accent'), onAccent: of('--customer-chat-on-accent'),
    background: of('--customer-chat-background'), text: of('--customer-chat-text'), scheme: of('--customer-chat-scheme'),
  };
}

if (!contactCenterId) {
  console.error('customer-chat: the script tag has no data-contact-center-id.');
} else if (document.body) {
  start();
} else {
  addEventListener('DOMContentLoaded', start);
}
