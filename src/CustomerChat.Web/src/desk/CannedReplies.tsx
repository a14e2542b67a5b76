import { forwardRef, useImperativeHandle, useRef, useState, type KeyboardEvent } from 'react';
import { canned, fill, find } from './canned';

export interface CannedReplies { open: () => void }

/** The canned replies, as they would be sent. The agent searches them by a word, and chooses one by the arrow keys and Enter, or by a click. */
export const CannedReplies = forwardRef<CannedReplies, { customer: string; agent: string; choose: (text: string) => void }>(({ customer, agent, choose }, handle) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const [sought, setSought] = useState('');
  const [at, setAt] = useState(0);
  const now = new Date();
  const replies = find(canned.map(reply => fill(reply, { customer, agent, at: now })), sought);

  useImperativeHandle(handle, () => ({ open: () => { setSought(''); setAt(0); dialog.current?.showModal(); } }), []);

  function take(text: string | undefined) {
    dialog.current?.close();
    if (text !== undefined) choose(text);
  }

  function press(event: KeyboardEvent) {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Enter') {
      event.preventDefault();
      take(replies[at]);
    } else if (step !== 0 && replies.length > 0) {
      event.preventDefault();
      setAt((at + step + replies.length) % replies.length);
    }
  }

  return (
    <dialog ref={dialog} className="canned" aria-labelledby="canned-title">
      <h3 id="canned-title">Canned replies</h3>
      <input
        role="combobox" aria-expanded="true" aria-controls="canned-list" aria-autocomplete="list" aria-label="Find a reply" aria-activedescendant={replies.length > 0 ? `canned-${at}` : undefined}
        placeholder="Find" value={sought} onChange={event => { setSought(event.target.value); setAt(0); }} onKeyDown={press} />
      <ul id="canned-list" role="listbox" aria-label="Canned replies">
        {replies.map((text, index) => <li key={text} id={`canned-${index}`} role="option" aria-selected={index === at} onClick={() => take(text)}>{text}</li>)}
      </ul>
      <p role="status">{replies.length === 0 ? 'No reply contains this text.' : ''}</p>
      <button type="button" onClick={() => dialog.current?.close()}>Cancel</button>
    </dialog>
  );
});
