import { Conversation, ConversationList, MainContainer, Sidebar } from '@chatscope/chat-ui-kit-react';
import { useEffect, useRef, useState } from 'react';
import type { Api, Chat } from './api';
import { ChatView, type ChatActions, type Draft } from './ChatView';
import { Help } from './Help';
import { beside, shortcutOf, type Shortcut } from './keys';
import { titleOf, unreadOf } from './unread';
import { useDesk } from './useDesk';

const shortcutsOff = 'desk-shortcuts-off';

/** Stores whether shortcuts are on. If the browser denies storage, the choice lasts as long as the page. */
const stored = { get: () => { try { return localStorage.getItem(shortcutsOff) === null; } catch { return true; } },
  set: (on: boolean) => { try { if (on) localStorage.removeItem(shortcutsOff); else localStorage.setItem(shortcutsOff, ''); } catch { /* Denied. */ } } };

export function Workplace({ api, leave }: { api: Api; leave: () => void }) {
  const [selected, setSelected] = useState<string | null>(null);
  const [withHistory, setWithHistory] = useState(false);
  const { me, chats, history, messages, earlier, fault, arrived, act } = useDesk(api, selected, withHistory);
  const [shortcutsOn, setShortcutsOn] = useState(stored.get);
  const seen = useRef<Record<string, number>>({});
  const drafts = useRef(new Map<string, Draft>());
  const actions = useRef<ChatActions>(null);
  const help = useRef<HTMLDialogElement>(null);
  const all = [...chats, ...history];
  const current = all.find(chat => chat.id === selected);
  const waiting = chats.filter(chat => chat.state === 'WaitingForAgent');
  const own = chats.filter(chat => chat.agent === api.user);

  // A message that comes while the page is hidden is unread, also in the chat that is shown.
  if (selected && !document.hidden) seen.current[selected] = messages[selected]?.at(-1)?.index ?? 0;
  const unread = (chat: Chat) => unreadOf(messages[chat.id] ?? [], seen.current[chat.id] ?? 0);
  const title = titleOf(waiting.length, own.reduce((sum, chat) => sum + unread(chat), 0));

  useEffect(() => {
    document.title = title;
  }, [title]);

  useEffect(() => {
    if (arrived && me?.state === 'Ready' && 'Notification' in window && Notification.permission === 'granted') {
      new Notification(`New chat: ${arrived.nickname}`, { body: arrived.subject, tag: arrived.id });
    }
  }, [arrived?.id]);

  const accept = (chat: Chat) => act(async () => {
    await api.operate(chat.id, 'Accept', { nickname: api.user });
    setSelected(chat.id);
  });

  function run(shortcut: Shortcut) {
    const shown = [...(me?.state === 'Ready' ? waiting : []), ...own, ...history];
    switch (shortcut) {
      case 'next': case 'previous': setSelected(beside(shown, current, shortcut === 'next' ? 1 : -1)?.id ?? selected); break;
      case 'accept': {
        const chat = current?.state === 'WaitingForAgent' ? current : me?.state === 'Ready' ? waiting[0] : undefined;
        if (chat) void accept(chat);
        break;
      }
      case 'end': actions.current?.end(); break;
      case 'reply': actions.current?.reply(); break;
      case 'help': help.current?.showModal(); break;
    }
  }

  useEffect(() => {
    if (!shortcutsOn) return undefined;
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const shortcut = shortcutOf(event, target.isContentEditable || target.matches('input:not([type=checkbox]), select, textarea'));
      if (!shortcut || event.defaultPrevented || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      run(shortcut);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });

  const item = (chat: Chat, info: string, unread = 0) => (
    <div key={chat.id} className="row">
      <Conversation
        name={chat.nickname} info={info} active={chat.id === selected} unreadCnt={unread}
        role="button" tabIndex={0} aria-pressed={chat.id === selected} onClick={() => setSelected(chat.id)}
        onKeyDown={event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); setSelected(chat.id); } }} />
      {chat.state === 'WaitingForAgent'
        && <button type="button" aria-label={`Accept ${chat.nickname}`} onClick={() => void accept(chat)}>Accept</button>}
    </div>
  );

  return (
    <div className="desk">
      <header>
        <h1>Agent desk</h1>
        <span>{api.user}</span>
        <label>
          <input
            type="checkbox" role="switch" checked={me?.state === 'Ready'}
            onChange={event => void act(() => api.session(event.target.checked ? 'Ready' : 'NotReady'))} /> Ready
        </label>
        {'Notification' in window && Notification.permission === 'default'
          && <button type="button" onClick={() => void Notification.requestPermission()}>Notify me</button>}
        <button type="button" aria-haspopup="dialog" onClick={() => help.current?.showModal()}>Keyboard <kbd>?</kbd></button>
        <button type="button" onClick={leave}>Log out</button>
      </header>
      <p className="fault" role="alert">{fault}</p>
      <p className="hidden" role="status">{arrived ? `New chat: ${arrived.nickname}, ${arrived.subject}` : ''}</p>
      <MainContainer responsive>
        <Sidebar position="left" scrollable={false}>
          <div className="lists" tabIndex={0} role="region" aria-label="Chats">
            <h2>Waiting ({waiting.length})</h2>
            {me?.state === 'Ready'
              ? <ConversationList>{waiting.map(chat => item(chat, `${chat.subject} · ${chat.queue} · waiting ${chat.waitingSeconds} s`))}</ConversationList>
              : <p className="note">Not ready: new chats are not shown.</p>}
            <h2>My chats ({own.length})</h2>
            <ConversationList>
              {own.map(chat => item(chat, chat.subject, unread(chat)))}
            </ConversationList>
            <h2><button type="button" aria-expanded={withHistory} onClick={() => setWithHistory(!withHistory)}>Ended chats</button></h2>
            {withHistory && <ConversationList>{history.map(chat => item(chat, `${chat.subject} · ${new Date(chat.endedAt ?? '').toLocaleTimeString()}`))}</ConversationList>}
          </div>
        </Sidebar>
        <main>
          {current
            ? <ChatView
                key={current.id} ref={actions} chat={current} messages={messages[current.id] ?? []} earlier={earlier.of === current.id ? earlier.chats : []} me={me} api={api} act={act}
                accept={() => void accept(current)} drafts={drafts.current} />
            : <p className="note">Choose a chat.</p>}
        </main>
      </MainContainer>
      <Help ref={help} isOn={shortcutsOn} turn={on => { stored.set(on); setShortcutsOn(on); }} />
    </div>
  );
}
