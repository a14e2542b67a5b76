// The script that a site loads. It shows a bubble, and a frame with the panel when the panel is opened. It keeps the session in the site's own storage, so that
// the page finds it after a reload, and in a second tab. It knows nothing about the content of chats.
import { isSession, isToWidget, mark, type Colours, type Kept, type Session, type ToPanel } from '../shared/messages';
import type { CustomerChat, CustomerChatEvents, CustomerChatSettings, CustomerChatUser } from './customer-chat';
import { keeper } from './storage';
import { bubbleTexts, chatLanguageOf } from './texts';
import { titleBadge } from './title';
import css from './widget.css?inline';

function start(contactCenterId: string, relay: string, setting: (name: keyof CustomerChatSettings) => string | undefined) {
  const language = chatLanguageOf(setting('language') ?? document.documentElement.lang);
  const texts = bubbleTexts(language);
  const sessionKey = `customer-chat:${contactCenterId}`;
  const openKey = `${sessionKey}:open`;
  const local = keeper(() => localStorage);
  const tab = keeper(() => sessionStorage);
  const life = new AbortController();
  const listeners = new Map<string, Set<(detail: never) => void>>();
  const badgeTitle = setting('titleBadge') === 'off' ? () => {} : titleBadge();

  const host = document.createElement('div');
  host.id = 'customer-chat';
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];

  const bubble = document.createElement('button');
  bubble.className = 'bubble';
  bubble.type = 'button';
  // Each element is created by itself, because a page with Trusted Types does not allow scripts to write HTML.
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS(svg.namespaceURI!, 'path');
  for (const [element, name, value] of [
    [svg, 'viewBox', '0 0 24 24'], [svg, 'aria-hidden', 'true'], [path, 'd', 'M4 4h16v12H8l-4 4z'], [path, 'fill', 'currentColor'],
  ] as const) element.setAttribute(name, value);
  svg.append(path);
  const badge = document.createElement('span');
  badge.className = 'badge';
  bubble.append(svg, badge);
  root.append(bubble);

  let frame: HTMLIFrameElement | null = null;
  let isOpen = false;
  let count = 0;
  let user: CustomerChatUser = {};

  const tell = (message: ToPanel) => frame?.contentWindow?.postMessage({ ...mark, ...message }, relay);

  function emit<Name extends keyof CustomerChatEvents>(name: Name, detail: CustomerChatEvents[Name]) {
    // Each listener runs on its own: if a listener of the site throws, the chat must go on.
    for (const listener of listeners.get(name) ?? []) queueMicrotask(() => listener(detail as never));
  }

  function stored(): Session | null {
    try {
      const session: unknown = JSON.parse(local.get(sessionKey) ?? 'null');
      return isSession(session) ? session : null;
    } catch {
      return null;
    }
  }

  function isRunning() {
    const chat = stored();
    return chat !== null && !chat.over;
  }

  const keeperOf = (name: Kept) => (name === 'draft' ? tab : local);

  function label() {
    bubble.setAttribute('aria-expanded', String(isOpen));
    bubble.setAttribute('aria-label', isOpen ? texts('close') : count > 0 ? `${texts('open')} (${texts('unread', { count })})` : texts('open'));
    badge.hidden = count === 0 || isOpen;
    badge.textContent = String(count);
  }

  function unread(now: number) {
    if (now === count) return;
    count = now;
    label();
    badgeTitle(count);
    emit('unread', count);
  }

  /** Hides the bubble outside the hours. The bubble stays when the hours are not known, when the panel is open, and while a chat is running. */
  async function look() {
    const slow = new Promise<null>(done => setTimeout(done, 5_000, null));
    const asked = fetch(`${relay}/api/availability`, { headers: { ContactCenterId: contactCenterId }, signal: life.signal })
      .then(response => (response.ok ? response.json() : null) as Promise<{ isOpen: boolean } | null>).catch(() => null);
    const answer = await Promise.race([asked, slow]);
    bubble.hidden = answer?.isOpen === false && !isOpen && !isRunning();
  }

  function load() {
    if (frame) return;
    frame = document.createElement('iframe');
    frame.title = texts('panel');
    frame.allow = 'autoplay';
    frame.hidden = true;
    frame.src = `${relay}/widget/?contactCenterId=${encodeURIComponent(contactCenterId)}&language=${language}`;
    root.prepend(frame);
  }

  function show(shown: boolean, focus = true) {
    if (shown) load();
    if (!frame || shown === isOpen) return;
    const hadFocus = root.activeElement;
    isOpen = shown;
    frame.hidden = !shown;
    if (shown) bubble.hidden = false;
    dress();
    label();
    tab.set(openKey, shown ? 'yes' : null);
    tell({ kind: 'shown', shown });
    emit(shown ? 'open' : 'close', undefined);
    if (shown && focus) frame.focus();
    else if (!shown && hadFocus) bubble.focus();
  }

  /** Takes over the page's writing direction and its colours. The host inherits the root's colours; colours that the body sets itself are copied from the body. */
  function dress() {
    if (!document.body) return;
    const [page, body] = [document.documentElement, document.body].map(element => getComputedStyle(element));
    host.dir = body!.direction;
    for (const name of ['accent', 'on-accent', 'background', 'text', 'scheme']) {
      const variable = `--customer-chat-${name}`;
      const own = body!.getPropertyValue(variable);
      host.style.setProperty(variable, own === page!.getPropertyValue(variable) ? null : own);
    }
  }

  /** Puts the widget beside the body, so that it stays when Turbo, htmx or a router replaces the body. It also comes back when the whole document is replaced. */
  function attach() {
    const page = document.documentElement;
    if (!host.isConnected) page.append(host);
    dress();
    replaced.disconnect();
    replaced.observe(document, { childList: true });
    replaced.observe(page, { childList: true });
  }

  const replaced = new MutationObserver(() => { if (document.body) attach(); });

  const api: CustomerChat = {
    open: () => show(true),
    close: () => show(false),
    get isOpen() { return isOpen; },
    on(name, listener) {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listener as (detail: never) => void));
      return () => void all.delete(listener as (detail: never) => void);
    },
    setUser(given) {
      user = { ...given };
      tell({ kind: 'user', user });
    },
    destroy() {
      life.abort();
      replaced.disconnect();
      listeners.clear();
      badgeTitle(0);
      host.remove();
      if (window.CustomerChat === api) delete window.CustomerChat;
    },
  };

  bubble.onclick = () => show(!isOpen);
  addEventListener('message', event => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== relay || !isToWidget(event.data)) return;
    const message = event.data;
    switch (message.kind) {
      case 'ready':
        tell({
          kind: 'init', contactCenterId, language, colours: colours(host), session: stored(), endpoint: setting('endpoint'), page: location.origin + location.pathname,
          fields: setting('fields'), consent: setting('consent'), sound: setting('sound') !== 'off', user,
          kept: Object.fromEntries((['draft', 'sound'] as const).map(name => [name, keeperOf(name).get(`${sessionKey}:${name}`) ?? undefined])),
        });
        tell({ kind: 'shown', shown: isOpen });
        break;
      case 'session': local.set(sessionKey, message.session && JSON.stringify(message.session)); break;
      case 'keep': keeperOf(message.name).set(`${sessionKey}:${message.name}`, message.value); break;
      case 'close': show(false); break;
      case 'unread': unread(message.count); break;
      case 'event': emit(message.name, (message as { detail?: never }).detail); break;
    }
  }, life);

  // Another tab of this site has opened or ended the chat.
  addEventListener('storage', event => {
    if (event.key === sessionKey) tell({ kind: 'session', session: stored() });
  }, life);

  label();
  if (setting('whenClosed') === 'hide') {
    bubble.hidden = !isRunning();
    void look();
    const timer = setInterval(() => void look(), 60_000);
    life.signal.addEventListener('abort', () => clearInterval(timer));
  }
  if (document.body) attach();
  else addEventListener('DOMContentLoaded', attach, life);
  if (tab.get(openKey) === 'yes') show(true, false);
  // A chat is running, so the customer must see what the agent writes. The panel is loaded after the page itself.
  else if (isRunning()) {
    if (document.readyState === 'complete') load();
    else addEventListener('load', load, life);
  }
  window.CustomerChat = api;
  dispatchEvent(new CustomEvent('customer-chat-ready', { detail: api }));
}

/** The site's colours, from CSS variables on any element above the widget. */
function colours(host: Element): Colours {
  const style = getComputedStyle(host);
  const of = (name: string) => style.getPropertyValue(`--customer-chat-${name}`).trim() || undefined;
  return { accent: of('accent'), onAccent: of('on-accent'), background: of('background'), text: of('text'), scheme: of('scheme') };
}

const script = document.currentScript as HTMLScriptElement | null;
const setting = (name: keyof CustomerChatSettings) => script?.dataset[name] ?? window.customerChatSettings?.[name];
const contactCenterId = setting('contactCenterId');
if (!script || !contactCenterId) {
  console.error('customer-chat: the script tag has no data-contact-center-id.');
} else if (!window.CustomerChat) {
  // If there is a widget already, the page has the script twice (by its template and by a tag manager), or a page visit has run it again. One widget is enough.
  start(contactCenterId, new URL(script.src).origin, setting);
}
