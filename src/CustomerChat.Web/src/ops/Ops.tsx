import { useCallback, useEffect, useMemo, useState, type FormEvent } from 'react';
import { Api, channels, type AccountFault, type Chat, type DeadLetter, type Person } from './api';
import { Blocks } from './Blocks';
import { ChatDetail } from './ChatDetail';
import { Consents } from './Consents';
import { Plot } from './Plot';

/** How often the page looks, in milliseconds, and how much it remembers: 20 minutes. */
const every = 3_000;
const remembered = 400;

interface Sample { at: number; open: number; pollLag: number | null; deliveryLag: number }

/** What a list of open chats says of now: the oldest last poll, and the longest that something waits to be delivered. */
export function sample(chats: Chat[], now: number): Sample {
  const age = (time: string | null) => (time === null ? null : Math.max(0, (now - Date.parse(time)) / 1000));
  const polls = chats.map(chat => age(chat.lastPollAt)).filter(lag => lag !== null);
  const waits = chats.filter(chat => chat.notDelivered > 0).map(chat => age(chat.lastActivityAt) ?? 0);
  return { at: now / 1000, open: chats.length, pollLag: polls.length > 0 ? Math.max(...polls) : null, deliveryLag: Math.max(0, ...waits) };
}

export function Ops() {
  const [api, setApi] = useState<Api | null>(null);
  const [fault, setFault] = useState('');

  async function enter(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const candidate = new Api(String(new FormData(event.currentTarget).get('key')));
    try {
      await candidate.chats({ limit: '1' });
      setApi(candidate);
    } catch (error) {
      setFault((error as Error).message);
    }
  }

  if (api) return <Board api={api} />;
  return (
    <main className="enter">
      <h1>Operators</h1>
      <form onSubmit={event => void enter(event)}>
        <label>Key<input name="key" type="password" autoComplete="current-password" required autoFocus /></label>
        <button>Open</button>
        <p role="alert">{fault}</p>
      </form>
    </main>
  );
}

function Board({ api }: { api: Api }) {
  const [open, setOpen] = useState<Chat[]>([]);
  const [more, setMore] = useState(false);
  const [atFault, setAtFault] = useState<AccountFault[]>([]);
  const [letters, setLetters] = useState<DeadLetter[]>([]);
  const [samples, setSamples] = useState<Sample[]>([]);
  const [selected, setSelected] = useState<{ id: string; index?: number } | null>(null);
  const [found, setFound] = useState<Chat[] | null>(null);
  const [person, setPerson] = useState<Person | null>(null);
  const [fault, setFault] = useState('');
  const [said, setSaid] = useState('');

  const refresh = useCallback(async () => {
    try {
      const [page, dead] = await Promise.all([api.chats({ state: 'open', limit: '200' }), api.deadLetters()]);
      setOpen(page.chats);
      setMore(page.continuation !== null);
      setAtFault(page.accountsAtFault);
      setLetters(dead);
      setSamples(before => [...before.slice(-remembered), sample(page.chats, Date.now())]);
      setFault('');
    } catch (error) {
      setFault((error as Error).message);
    }
  }, [api]);

  useEffect(() => {
    void refresh();
    const timer = setInterval(() => void refresh(), every);
    return () => clearInterval(timer);
  }, [refresh]);

  async function find(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const wanted = { channel: String(fields.get('channel')), address: String(fields.get('address')).trim() };
    try {
      setFound((await api.find(wanted)).chats);
      setPerson(wanted);
      setFault('');
    } catch (error) {
      setFault((error as Error).message);
    }
  }

  async function erase() {
    if (!person || !confirm('Erase all chats of this address? This cannot be undone.')) return;
    const receipt = await api.erase(person);
    setSaid(`Erased ${receipt.chats.length} chats, ${receipt.rows} rows, at ${receipt.erasedAt}.`);
    setFound(null);
    setSelected(null);
  }

  async function replay(letter: DeadLetter) {
    const result = await api.replay(letter.id);
    setSaid(result.done ? 'It is where it belongs.' : `Not yet: ${result.reason ?? ''}`);
    await refresh();
  }

  const times = useMemo(() => samples.map(s => s.at), [samples]);
  const series = (pick: (s: Sample) => number | null) => samples.map(pick);
  const stuck = open.filter(chat => chat.problems.length > 0);

  return (
    <div className="board">
      <header><h1>Operators</h1></header>
      <p className="fault" role="alert">{fault}</p>
      <p role="status">{said}</p>
      {atFault.map(account => (
        <p key={`${account.channel} ${account.account}`} className="fault">
          The account {account.account} of {account.channel} takes nothing since {account.since}: {account.reason} Its messages wait, and go out when it is mended.
        </p>
      ))}
      <section className="plots" aria-label="Now">
        <Plot title={`Open chats${more ? ' (the first 200)' : ''}`} unit="" times={times} values={series(s => s.open)} />
        <Plot title="Poll lag, the oldest" unit="s" times={times} values={series(s => s.pollLag)} />
        <Plot title="Delivery lag, the longest" unit="s" times={times} values={series(s => s.deliveryLag)} />
      </section>
      <section>
        <h2>Find a customer</h2>
        <form className="find" onSubmit={event => void find(event)}>
          <label>Channel
            <select name="channel">{channels.map(name => <option key={name}>{name}</option>)}</select>
          </label>
          <label>Address<input name="address" required maxLength={256} placeholder="+15005550006" /></label>
          <button>Find</button>
          {found && found.length > 0 && <button type="button" className="danger" onClick={() => void erase()}>Erase this person</button>}
        </form>
        {found && <Chats chats={found} select={id => setSelected({ id })} none="No chat of this address." />}
      </section>
      <section>
        <h2>Stuck ({stuck.length})</h2>
        <Chats chats={stuck} select={id => setSelected({ id })} none="None." />
      </section>
      <section>
        <h2>Dead letters ({letters.length})</h2>
        {letters.length === 0 ? <p>None.</p> : (
          <div className="scroll" tabIndex={0} role="region" aria-label="Dead letters">
            <table>
              <thead><tr><th>Since</th><th>Chat</th><th>Entry</th><th>For</th><th>Reason</th><th>Do</th></tr></thead>
              <tbody>
                {letters.map(letter => (
                  <tr key={letter.id}>
                    <td>{new Date(letter.at).toLocaleString()}</td>
                    <td><button type="button" className="link" onClick={() => setSelected({ id: letter.chatId, index: letter.index })}>{letter.chatId.slice(0, 8)}</button></td>
                    <td>{letter.index}</td>
                    <td>{letter.direction === 'up' ? 'contact centre' : 'customer'}</td>
                    <td>{letter.reason}</td>
                    <td><button type="button" onClick={() => void replay(letter)}>Replay</button></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      <section>
        <h2>Open chats ({open.length}{more ? '+' : ''})</h2>
        <Chats chats={open} select={id => setSelected({ id })} none="None." />
      </section>
      <Consents api={api} />
      <Blocks api={api} />
      {selected && <ChatDetail key={`${selected.id}|${selected.index ?? ''}`} id={selected.id} marked={selected.index} api={api} close={() => setSelected(null)} />}
    </div>
  );
}

function Chats({ chats, select, none }: { chats: Chat[]; select: (id: string) => void; none: string }) {
  if (chats.length === 0) return <p>{none}</p>;
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Chats">
      <table>
        <thead><tr><th>Chat</th><th>State</th><th>Channel</th><th>Contact centre</th><th>Opened</th><th>Last poll</th><th>Not sent</th><th>Not delivered</th><th>Problems</th></tr></thead>
        <tbody>
          {chats.map(chat => (
            <tr key={chat.id}>
              <td><button type="button" className="link" onClick={() => select(chat.id)}>{chat.id.slice(0, 8)}</button></td>
              <td>{chat.state}{chat.endReason && ` (${chat.endReason})`}</td>
              <td>{chat.channel}{chat.account && `/${chat.account}`}</td>
              <td>{chat.contactCenterId}</td>
              <td>{new Date(chat.openedAt).toLocaleString()}</td>
              <td>{chat.lastPollAt ? new Date(chat.lastPollAt).toLocaleTimeString() : '–'}</td>
              <td>{chat.notSent}</td>
              <td>{chat.notDelivered}</td>
              <td>{chat.problems.join(' ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
