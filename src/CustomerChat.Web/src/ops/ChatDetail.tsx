import { useCallback, useEffect, useRef, useState } from 'react';
import { save, type Api, type Detail, type Entry } from './api';

/** One chat: where everything is, its transcript with what became of each entry, and what an operator can do. */
export function ChatDetail({ id, marked, api, close }: { id: string; marked?: number; api: Api; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [detail, setDetail] = useState<Detail | null>(null);
  const [entries, setEntries] = useState<Entry[]>([]);
  const [fault, setFault] = useState('');

  const load = useCallback(async () => {
    try {
      const [chat, transcript] = await Promise.all([api.chat(id), api.transcript(id)]);
      setDetail(chat);
      setEntries(transcript);
    } catch (error) {
      setFault((error as Error).message);
    }
  }, [api, id]);

  useEffect(() => {
    dialog.current?.showModal();
    void load();
  }, [load]);

  async function act(question: string, action: () => Promise<unknown>, then: () => void) {
    if (!confirm(question)) return;
    try {
      await action();
      then();
    } catch (error) {
      setFault((error as Error).message);
    }
  }

  const saveAs = async (format: 'text' | 'html') => save(await api.file(id, format), `chat-${id}.${format === 'text' ? 'txt' : 'html'}`);

  return (
    <dialog ref={dialog} className="detail" aria-labelledby="detail-title" onClose={close}>
      <h2 id="detail-title">Chat {id}</h2>
      <p role="alert">{fault}</p>
      {detail && <>
        <p>
          <button type="button" onClick={() => void saveAs('html')}>Save for print</button>
          <button type="button" onClick={() => void saveAs('text')}>Save as text</button>
          {detail.chat.state !== 'Idle' && <button type="button" onClick={() => void act('End this chat for everybody?', () => api.end(id), () => void load())}>End the chat</button>}
          <button type="button" className="danger" onClick={() => void act('Erase this chat? This cannot be undone.', () => api.eraseChat(id), close)}>Erase</button>
          <button type="button" onClick={() => dialog.current?.close()}>Close</button>
        </p>
        {detail.chat.problems.map(problem => <p key={problem} className="fault">{problem}</p>)}
        <dl>
          <dt>State</dt><dd>{detail.chat.state} {detail.chat.endReason}</dd>
          <dt>Engine</dt><dd>{detail.runtime ? `${detail.runtime.status}; last poll ${detail.runtime.lastPollAt ?? '–'}; failures in a row ${detail.runtime.failures ?? '–'}` : 'not running here'}</dd>
          {detail.delivery && <><dt>Delivery</dt><dd>tries {detail.delivery.attempts}; next {detail.delivery.nextTryAt ?? 'with the next entry'}</dd></>}
          {Object.entries(detail.watermarks).map(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name}=`}>{String(value ?? '–')}</dd>])}
        </dl>
        <div className="scroll" tabIndex={0} role="region" aria-label="Transcript">
          <table>
            <thead><tr><th>#</th><th>At</th><th>From</th><th>Text</th><th>Contact centre</th><th>Channel</th></tr></thead>
            <tbody>
              {entries.map(entry => (
                <tr key={entry.index} className={entry.index === marked ? 'marked' : ''}>
                  <td>{entry.index}</td>
                  <td>{new Date(entry.at).toLocaleString()}</td>
                  <td>{entry.from} ({entry.fromType.toLowerCase()})</td>
                  <td className="text">
                    {entry.text ?? entry.type}
                    {entry.files.map((file, i) => file.link && <span key={i}> <a href={file.link} rel="noreferrer" download>{file.name}</a> <small>{file.type}</small></span>)}
                  </td>
                  <td>{entry.upstream}</td>
                  <td>{entry.delivery} {entry.deliveryError} {entry.providerId && <small>{entry.providerId}</small>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </>}
    </dialog>
  );
}
