import { Conversation, ConversationList, MainContainer, Sidebar } from '@chatscope/chat-ui-kit-react';
import { useEffect, useRef, useState } from 'react';
import type { Api, Chat, Message } from './api';
import { ChatView } from './ChatView';
import { useDesk } from './useDesk';

const spoken = (messages: Message[] | undefined) => (messages ?? []).filter(m => m.type === 'Text' && m.from.type === 'Customer').length;

export function Workplace({ api, leave }: { api: Api; leave: () => void }) {
  const [selected, setSelected] = useState<string | null>(null);
  const [withHistory, setWithHistory] = useState(false);
  const { me, chats, history, messages, fault, arrived, act } = useDesk(api, selected, withHistory);
  const seen = useRef<Record<string, number>>({});
  const all = [...chats, ...history];
  const current = all.find(chat => chat.id === selected);
  const waiting = chats.filter(chat => chat.state === 'WaitingForAgent');
  const own = chats.filter(chat => chat.agent === api.user);

  useEffect(() => {
    document.title = waiting.length > 0 ? `(${waiting.length}) Agent desk` : 'Agent desk';
  }, [waiting.length]);

  useEffect(() => {
    if (arrived && me?.state === 'Ready' && 'Notification' in window && Notification.permission === 'granted') {
      new Notification(`New chat: ${arrived.nickname}`, { body: arrived.subject, tag: arrived.id });
    }
  }, [arrived?.id]);

  if (selected) seen.current[selected] = spoken(messages[selected]);

  const accept = (chat: Chat) => act(async () => {
    await api.operate(chat.id, 'Accept', { nickname: api.user });
    setSelected(chat.id);
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
              {own.map(chat => item(chat, chat.subject, Math.max(0, spoken(messages[chat.id]) - (seen.current[chat.id] ?? 0))))}
            </ConversationList>
            <h2><button type="button" aria-expanded={withHistory} onClick={() => setWithHistory(!withHistory)}>Ended chats</button></h2>
            {withHistory && <ConversationList>{history.map(chat => item(chat, `${chat.subject} · ${new Date(chat.endedAt ?? '').toLocaleTimeString()}`))}</ConversationList>}
          </div>
        </Sidebar>
        <main>
          {current
            ? <ChatView key={current.id} chat={current} messages={messages[current.id] ?? []} me={me} api={api} act={act} accept={() => void accept(current)} />
            : <p className="note">Choose a chat.</p>}
        </main>
      </MainContainer>
    </div>
  );
}
