import { useCallback, useEffect, useRef, useState } from 'react';
import { save, type Api, type Detail, type Entry } from './api';
import { Table } from './Table';
import { spoken, Time } from './Time';

/** A value as text. Times are shown in the operator's own time zone. */
const shown = (value: unknown) => (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? spoken(value) : String(value ?? '–'));

/** One chat: its data, its transcript with the state of each entry, and the actions of an operator. */
export function ChatDetail({ digits, marked, api, close }: { digits: string; marked?: number; api: Api; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [detail, setDetail] = useState<Detail | null>(null);
  const [entries, setEntries] = useState<Entry[]>([]);
  const [fault, setFault] = useState('');

  const load = useCallback(async () => {
    try {
      const chat = await api.chat(digits);
      setDetail(chat);
      setEntries(await api.transcript(chat.chat.id));
    } catch (error) {
      setFault((error as Error).message);
    }
  }, [api, digits]);

  useEffect(() => {
    dialog.current?.showModal();
    void load();
  }, [load]);

  const id = detail?.chat.id ?? '';

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
      <h2 id="detail-title">Chat {digits}</h2>
      <p role="alert">{fault}</p>
      {!detail && <p><button type="button" onClick={() => dialog.current?.close()}>Close</button></p>}
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
          <dt>Id</dt><dd>{id}</dd>
          <dt>Contact centre</dt><dd>{detail.chat.contactCenterName} <small>{detail.chat.contactCenterId}</small></dd>
          <dt>Channel</dt><dd>{detail.chat.channel}{detail.chat.account && `/${detail.chat.account}`}</dd>
          <dt>State</dt><dd>{detail.chat.state} {detail.chat.endReason}</dd>
          <dt>Opened</dt><dd><Time at={detail.chat.openedAt} /></dd>
          {detail.chat.heldSince && <><dt>Answers are held since</dt><dd><Time at={detail.chat.heldSince} /></dd></>}
          <dt>Engine</dt><dd>{detail.runtime ? <>{detail.runtime.status}; last poll <Time at={detail.runtime.lastPollAt} />; failures in a row {detail.runtime.failures ?? '–'}</> : 'not running here'}</dd>
          {detail.delivery && <><dt>Delivery</dt><dd>tries {detail.delivery.attempts}; next <Time at={detail.delivery.nextTryAt} none="with the next entry" /></dd></>}
          {Object.entries(detail.watermarks).map(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name}=`}>{shown(value)}</dd>])}
        </dl>
        <Table
          label="Transcript" rows={entries} keyOf={entry => String(entry.index)} isMarked={entry => entry.index === marked} none="The transcript is empty."
          columns={[
            { head: '#', cell: entry => entry.index },
            { head: 'At', cell: entry => <Time at={entry.at} /> },
            { head: 'From', cell: entry => <>{entry.from} ({entry.fromType.toLowerCase()})</> },
            {
              head: 'Text', className: 'text', cell: entry => <>
                {entry.text ?? entry.type}
                {entry.files.map((file, i) => file.link && <span key={i}> <a href={file.link} rel="noreferrer" download>{file.name}</a> <small>{file.type}</small></span>)}
              </>,
            },
            { head: 'Contact centre', cell: entry => entry.upstream },
            { head: 'Channel', cell: entry => <>{entry.delivery} {entry.deliveryError} {entry.providerId && <small>{entry.providerId}</small>}</> },
          ]}
        />
      </>}
    </dialog>
  );
}
