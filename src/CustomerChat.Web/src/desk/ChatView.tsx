import { Message as Bubble, MessageInput, MessageList, MessageSeparator, TypingIndicator } from '@chatscope/chat-ui-kit-react';
import { forwardRef, useImperativeHandle, useRef, useState, type ClipboardEvent, type ComponentRef, type DragEvent, type FormEvent, type KeyboardEvent } from 'react';
import type { Api, Chat, Me, Message } from './api';
import { CannedReplies } from './CannedReplies';
import { Delivery } from './Delivery';
import { EarlierChats } from './EarlierChats';
import { Words } from './Words';

interface Properties {
  chat: Chat; messages: Message[]; earlier: readonly Chat[]; me: Me | null; api: Api; accept: () => void; act: (action: () => Promise<unknown>) => Promise<boolean>;
  /** The unsent text of each chat. It is there again when the agent comes back to the chat. */
  drafts: Map<string, Draft>;
}

/** An unsent text. The kit's input holds markup, so the draft keeps the markup; only the plain text is sent. */
export interface Draft { markup: string; text: string }

/** What the keyboard shortcuts do in a chat. */
export interface ChatActions { end: () => void; reply: () => void }

const nothing: Draft = { markup: '', text: '' };

/** The markup that shows a text unchanged. */
const markupOf = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const consents = { OptedIn: 'Opted in', OptedOut: 'Opted out: answers are not delivered' };

/** How long a typing notification counts, in milliseconds. */
const typingFor = 8_000;

const system: Record<string, (m: Message) => string> = {
  ParticipantJoined: m => `${m.from.nickname} joined.`,
  ParticipantRejoined: m => `${m.from.nickname} is back.`,
  ParticipantLeft: m => `${m.from.nickname} left.`,
  FileDeleted: m => m.noticeText ?? '', Notice: m => m.text ?? '', CustomNotice: m => m.noticeText ?? '', NicknameUpdated: m => m.noticeText ?? '',
};

export const ChatView = forwardRef<ChatActions, Properties>(({ chat, messages, earlier, me, api, act, accept, drafts }, actions) => {
  const [draft, setDraft] = useState(drafts.get(chat.id)?.markup ?? '');
  const written = useRef(drafts.get(chat.id) ?? nothing);
  const input = useRef<ComponentRef<typeof MessageInput>>(null);
  const canned = useRef<CannedReplies>(null);
  const [toAgents, setToAgents] = useState(false);
  const transfer = useRef<HTMLDialogElement>(null);
  const end = useRef<HTMLDialogElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const typedAt = useRef(0);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [isSending, setSending] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const isMine = chat.agent === api.user && chat.state === 'Chatting';
  const lastOfCustomer = messages.findLast(m => m.from.type === 'Customer');
  const customerTypes = lastOfCustomer?.type === 'TypingStarted' && Date.now() - lastOfCustomer.timestampSeconds < typingFor;

  const optedOut = chat.consent?.state === 'OptedOut';
  const consent = !chat.consent ? null : optedOut && chat.consent.scope === 'Marketing' ? 'No marketing' : consents[chat.consent.state];

  useImperativeHandle(actions, () => ({ end: () => { if (isMine) askEnd(); }, reply: () => input.current?.focus() }), [isMine]);

  function askEnd() {
    end.current?.showModal();
    cancel.current?.focus();
  }

  async function send() {
    const text = written.current.text.trim();
    if (isSending || (text === '' && (files.length === 0 || toAgents))) return;
    typedAt.current = 0;
    if (text !== '') {
      // The field is free for the next text at once. If this text could not be sent, it comes back before the next text.
      const sent = written.current;
      write('', '');
      if (!await act(() => api.operate(chat.id, toAgents ? 'SendToAgents' : 'SendMessage', { text }))) {
        write(sent.markup + written.current.markup, sent.text + written.current.text);
        return;
      }
    }
    if (!toAgents) await sendFiles();
  }

  /** Sends the files one after the other. Files that were not sent stay chosen. */
  async function sendFiles() {
    setSending(true);
    for (const file of files) {
      if (!await act(async () => api.operate(chat.id, 'SendUrl', { url: await api.upload(chat.id, file) }))) break;
      setFiles(left => left.filter(other => other !== file));
    }
    setSending(false);
  }

  const choose = (more: Iterable<File>) => setFiles(before => [...before, ...more]);

  function paste(event: ClipboardEvent) {
    event.preventDefault();
    // Office programs copy a text both as text and as a picture of the text. The agent means the text.
    const text = event.clipboardData.getData('text/plain');
    if (text === '') choose(event.clipboardData.files);
    else document.execCommand('insertText', false, text);
  }

  function drop(event: DragEvent) {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    if (isMine) choose([...event.dataTransfer.items].filter(item => item.kind === 'file' && !item.webkitGetAsEntry()?.isDirectory).map(item => item.getAsFile()!));
  }

  function write(markup: string, text: string) {
    setDraft(markup);
    written.current = { markup, text };
    if (text === '') drafts.delete(chat.id);
    else drafts.set(chat.id, written.current);
    if (isMine && !toAgents && text !== '' && Date.now() - typedAt.current > typingFor / 2) {
      typedAt.current = Date.now();
      void act(() => api.operate(chat.id, 'SendStartTypingNotification'));
    }
  }

  /** Puts a canned reply into the field, after the text that is already there. */
  function insert(reply: string) {
    const before = written.current;
    if (before.text.trim() === '') write(markupOf(reply), reply);
    else write(`${before.markup} ${markupOf(reply)}`, `${before.text} ${reply}`);
    input.current?.focus();
  }

  function press(event: KeyboardEvent) {
    if (event.key === '/' && !event.ctrlKey && !event.altKey && !event.metaKey && written.current.text.trim() === '' && (event.target as HTMLElement).isContentEditable) {
      event.preventDefault();
      canned.current?.open();
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
        {/* The message is shown as text, never as markup, so a customer's message appears as it was written. */}
        <Bubble.CustomContent><Words message={m} /></Bubble.CustomContent>
        <Bubble.Footer>
          <span className="cs-message__sender-name">{m.visibility === 'Agents' ? `${m.from.nickname}, for agents only` : m.from.nickname}</span>
          <span className="cs-message__sent-time">{new Date(m.timestampSeconds).toLocaleTimeString()}</span>
          <Delivery delivery={m.delivery} />
        </Bubble.Footer>
      </Bubble>
    );
  };

  return (
    <section className="chat" aria-label={`Chat with ${chat.nickname}`}>
      <div className="talk" onDragOver={event => { if (event.dataTransfer.types.includes('Files')) event.preventDefault(); }} onDrop={drop}>
        <div className="title">
          <h2>{chat.nickname}: {chat.subject}</h2>
          {optedOut && <span className="badge">{chat.consent?.scope === 'Marketing' ? 'No marketing' : 'Opted out'}</span>}
          {chat.isBlocked && <span className="badge">Blocked</span>}
          {chat.state === 'WaitingForAgent' && <>
            <button type="button" onClick={accept}>Accept</button>
            <button type="button" onClick={() => void act(() => api.operate(chat.id, 'Reject'))}>Reject</button>
          </>}
          {isMine && <>
            <button type="button" onClick={() => transfer.current?.showModal()}>Transfer</button>
            <button type="button" onClick={askEnd}>End chat</button>
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
            <button type="button" aria-haspopup="dialog" onClick={() => canned.current?.open()}>Canned replies <kbd>/</kbd></button>
          </div>
          {files.length > 0 && (
            <ul className="chosen" aria-label="Files to send">
              {files.map((file, index) => (
                <li key={index}>
                  <span>{file.name}</span>
                  <button type="button" aria-label={`Do not send ${file.name}`} disabled={isSending} onClick={() => setFiles(files.filter(other => other !== file))}>×</button>
                </li>
              ))}
              {toAgents && <li>A note can't have files. They go to the customer with your next answer.</li>}
            </ul>
          )}
          <div className="reply" role="group" aria-label="Reply" onKeyDownCapture={press}>
            <input ref={chooser} type="file" multiple hidden onChange={event => { choose([...event.target.files ?? []]); event.target.value = ''; }} />
            <button type="button" aria-label="Attach files" title="Attach files" disabled={isSending} onClick={() => chooser.current?.click()}>
              <svg viewBox="0 0 24 24" width="18" height="18" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
                <path d="M20 11.5 12 19.5a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.6 1.6 0 0 1-2.3-2.3L15 7.5" />
              </svg>
            </button>
            <MessageInput
              ref={input} value={draft} attachButton={false} sendButton={false} autoFocus placeholder={toAgents ? 'A note that the customer does not see' : 'Your answer'}
              onChange={(markup, _text, plain) => write(markup, plain)} onSend={() => void send()}
              onPaste={paste} />
            <button type="button" disabled={isSending} onClick={() => void send()}>{isSending ? 'Sending …' : 'Send'}</button>
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
          {consent && <><dt>Consent</dt><dd>{consent}</dd></>}
          {chat.isBlocked && <><dt>Blocked</dt><dd>This customer is blocked: you do not get their messages.</dd></>}
          {Object.entries(chat.userData).filter(([key]) => key !== 'channel').map(([key, value]) => [<dt key={key}>{key}</dt>, <dd key={`${key}=`}>{value}</dd>])}
        </dl>
        <EarlierChats chats={earlier} api={api} act={act} />
      </aside>
      <CannedReplies ref={canned} customer={chat.nickname} agent={api.user} choose={insert} />
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
          <button ref={cancel}>Cancel</button>
        </form>
      </dialog>
    </section>
  );
});
