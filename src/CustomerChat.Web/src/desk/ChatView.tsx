import { Message as Bubble, MessageInput, MessageList, MessageSeparator, TypingIndicator } from '@chatscope/chat-ui-kit-react';
import { useRef, useState, type FormEvent } from 'react';
import type { Api, Chat, Me, Message } from './api';
import { canned } from './canned';

interface Properties {
  chat: Chat; messages: Message[]; me: Me | null; api: Api; accept: () => void; act: (action: () => Promise<unknown>) => Promise<boolean>;
}

/** How long a typing notification is believed. */
const typingFor = 8_000;

const system: Record<string, (m: Message) => string> = {
  ParticipantJoined: m => `${m.from.nickname} joined.`,
  ParticipantRejoined: m => `${m.from.nickname} is back.`,
  ParticipantLeft: m => `${m.from.nickname} left.`,
  FileDeleted: m => m.noticeText ?? '', Notice: m => m.text ?? '', CustomNotice: m => m.noticeText ?? '', NicknameUpdated: m => m.noticeText ?? '',
};

export function ChatView({ chat, messages, me, api, act, accept }: Properties) {
  // The kit's input holds markup: what is written in it is kept as such, and only its plain text is sent.
  const [draft, setDraft] = useState('');
  const written = useRef('');
  const [toAgents, setToAgents] = useState(false);
  const transfer = useRef<HTMLDialogElement>(null);
  const end = useRef<HTMLDialogElement>(null);
  const typedAt = useRef(0);
  const isMine = chat.agent === api.user && chat.state === 'Chatting';
  const lastOfCustomer = messages.findLast(m => m.from.type === 'Customer');
  const customerTypes = lastOfCustomer?.type === 'TypingStarted' && Date.now() - lastOfCustomer.timestampSeconds < typingFor;

  async function send() {
    const text = written.current.trim();
    if (text === '') return;
    typedAt.current = 0;
    if (await act(() => api.operate(chat.id, toAgents ? 'SendToAgents' : 'SendMessage', { text }))) write('', '');
  }

  function write(markup: string, text: string) {
    setDraft(markup);
    written.current = text;
    if (isMine && !toAgents && text !== '' && Date.now() - typedAt.current > typingFor / 2) {
      typedAt.current = Date.now();
      void act(() => api.operate(chat.id, 'SendStartTypingNotification'));
    }
  }

  function sendOn(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const [kind, name] = String(fields.get('target')).split(':', 2);
    transfer.current?.close();
    void act(() => api.operate(chat.id, 'Transfer', kind === 'agent' ? { targetUri: `users/${name}` } : { queueName: String(fields.get('queue')) || 'default' }));
  }

  const bubble = (m: Message) => {
    const own = m.from.type === 'Agent' && m.from.nickname === api.user;
    return (
      <Bubble
        key={m.index} className={m.visibility === 'Agents' ? 'note-to-agents' : ''}
        model={{ type: 'custom', direction: own ? 'outgoing' : 'incoming', position: 'single', sender: m.from.nickname }}>
        {/* Text, never markup: what a customer wrote is shown as it was written. */}
        <Bubble.CustomContent><span className="text">{m.text ?? m.url}</span></Bubble.CustomContent>
        <Bubble.Footer
          sender={m.visibility === 'Agents' ? `${m.from.nickname}, for agents only` : m.from.nickname}
          sentTime={new Date(m.timestampSeconds).toLocaleTimeString()} />
      </Bubble>
    );
  };

  return (
    <section className="chat" aria-label={`Chat with ${chat.nickname}`}>
      <div className="talk">
        <div className="title">
          <h2>{chat.nickname}: {chat.subject}</h2>
          {chat.state === 'WaitingForAgent' && <>
            <button type="button" onClick={accept}>Accept</button>
            <button type="button" onClick={() => void act(() => api.operate(chat.id, 'Reject'))}>Reject</button>
          </>}
          {isMine && <>
            <button type="button" onClick={() => transfer.current?.showModal()}>Transfer</button>
            <button type="button" onClick={() => end.current?.showModal()}>End chat</button>
          </>}
        </div>
        <div className="log" role="log" aria-label="Transcript" tabIndex={0}>
          <MessageList typingIndicator={customerTypes && <TypingIndicator content={`${chat.nickname} is typing`} />}>
            {messages.filter(m => m.type === 'Text' || m.type === 'PushUrl' || m.type === 'FileUploaded' || m.type in system)
              .map(m => (m.type in system ? <MessageSeparator key={m.index} content={system[m.type]!(m)} /> : bubble(m)))}
          </MessageList>
        </div>
        {isMine && <>
          <div className="tools">
            <label><input type="checkbox" checked={toAgents} onChange={event => setToAgents(event.target.checked)} /> Note to agents</label>
            <label>Canned reply
              <select value="" onChange={event => write(event.target.value, event.target.value)}>
                <option value="" disabled>choose …</option>
                {canned.map(text => <option key={text}>{text}</option>)}
              </select>
            </label>
          </div>
          <div className="reply" role="group" aria-label="Reply">
            <MessageInput
              value={draft} attachButton={false} sendButton={false} autoFocus placeholder={toAgents ? 'A note that the customer does not see' : 'Your answer'}
              onChange={(markup, _text, plain) => write(markup, plain)} onSend={() => void send()}
              onPaste={event => { event.preventDefault(); document.execCommand('insertText', false, event.clipboardData.getData('text/plain')); }} />
            <button type="button" onClick={() => void send()}>Send</button>
          </div>
        </>}
      </div>
      <aside aria-label="Customer">
        <h3>Customer</h3>
        <dl>
          <dt>Name</dt><dd>{chat.nickname}</dd>
          <dt>Channel</dt><dd>{chat.userData.channel ?? 'web'}</dd>
          <dt>Queue</dt><dd>{chat.queue}</dd>
          <dt>Since</dt><dd>{new Date(chat.openedAt).toLocaleString()}</dd>
          <dt>State</dt><dd>{chat.state}</dd>
          {Object.entries(chat.userData).filter(([key]) => key !== 'channel').map(([key, value]) => [<dt key={key}>{key}</dt>, <dd key={`${key}=`}>{value}</dd>])}
        </dl>
      </aside>
      <dialog ref={transfer} aria-labelledby="transfer-title">
        <h3 id="transfer-title">Transfer the chat</h3>
        <form onSubmit={sendOn}>
          <label>To
            <select name="target">
              <option value="queue:">a queue</option>
              {(me?.colleagues ?? []).map(agent => <option key={agent} value={`agent:${agent}`}>{agent}</option>)}
            </select>
          </label>
          <label>Queue<input name="queue" defaultValue={chat.queue} maxLength={128} /></label>
          <button>Transfer</button>
          <button type="button" onClick={() => transfer.current?.close()}>Cancel</button>
        </form>
      </dialog>
      <dialog ref={end} aria-labelledby="end-title">
        <h3 id="end-title">End this chat?</h3>
        <form method="dialog">
          <button onClick={() => void act(() => api.operate(chat.id, 'Complete'))}>End it</button>
          <button autoFocus>Cancel</button>
        </form>
      </dialog>
    </section>
  );
}
