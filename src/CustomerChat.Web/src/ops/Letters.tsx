import { useCallback, useEffect, useState } from 'react';
import type { Api, DeadLetter } from './api';
import type { Place } from './place';
import { Table } from './Table';
import { Time } from './Time';

/** How many dead letters one request replays. */
const atOnce = 20;

const directions: Record<DeadLetter['direction'], string> = { up: 'contact centre', down: 'customer', event: 'endpoint' };

interface Props { api: Api; place: Place; go: (change: Partial<Place>) => void; select: (chatId: string, index: number) => void }

/** The dead letters: messages and events that could not be delivered. An operator can search them, and replay one or many. */
export function Letters({ api, place, go, select }: Props) {
  const [letters, setLetters] = useState<DeadLetter[] | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [search, setSearch] = useState(place.search);
  const [said, setSaid] = useState('');
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);

  const load = useCallback(async () => {
    try {
      setLetters(await api.deadLetters({ ...(place.direction && { direction: place.direction }), ...(place.search && { search: place.search }) }));
      setFault('');
    } catch (error) {
      setFault((error as Error).message);
    }
  }, [api, place.direction, place.search]);

  useEffect(() => void load(), [load]);
  useEffect(() => setSearch(place.search), [place.search]);

  const shown = letters ?? [];
  const marked = shown.filter(letter => chosen.has(letter.id));
  const choose = (ids: string[], isChosen: boolean) => setChosen(before => new Set(isChosen ? [...before, ...ids] : [...before].filter(id => !ids.includes(id))));

  async function replay(wanted: DeadLetter[]) {
    setBusy(true);
    let done = 0;
    const reasons = new Set<string>();
    try {
      for (let i = 0; i < wanted.length; i += atOnce) {
        setSaid(`Sending ${Math.min(i + atOnce, wanted.length)} of ${wanted.length} again …`);
        const result = await api.replayAll(wanted.slice(i, i + atOnce).map(letter => letter.id));
        done += result.done;
        result.letters.forEach(letter => letter.reason && reasons.add(letter.reason));
      }

      setSaid(done === wanted.length
        ? done === 1 ? 'It was sent again.' : `All ${done} were sent again.`
        : `${done} of ${wanted.length} were sent again. Still failing: ${[...reasons].join(' ')}`);
    } catch (error) {
      setFault((error as Error).message);
      setSaid(`${done} of ${wanted.length} were sent again.`);
    }

    setBusy(false);
    setChosen(new Set());
    await load();
  }

  return (
    <section aria-labelledby="letters">
      <h2 id="letters">Dead letters ({shown.length}{shown.length >= 1_000 && '+'})</h2>
      <form className="find" aria-label="Filter" onSubmit={event => { event.preventDefault(); go({ search: search.trim() }); }}>
        <label>For
          <select value={place.direction} onChange={event => go({ direction: event.target.value })}>
            <option value="">all</option>
            {Object.entries(directions).map(([direction, name]) => <option key={direction} value={direction}>{name}</option>)}
          </select>
        </label>
        <label className="wide">Search, in the reason or the chat's digits<input type="search" value={search} maxLength={100} onChange={event => setSearch(event.target.value)} /></label>
        <button>Search</button>
      </form>
      {shown.length > 0 && (
        <p>
          <button type="button" disabled={busy || marked.length === 0} onClick={() => void replay(marked)}>Replay chosen ({marked.length})</button>
          <button type="button" disabled={busy} onClick={() => confirm(`Try all ${shown.length} once more?`) && void replay(shown)}>Replay all shown ({shown.length})</button>
        </p>
      )}
      <p role="status">{said}</p>
      <p className="fault" role="alert">{fault}</p>
      <Table
        label="Dead letters" rows={shown} keyOf={letter => letter.id} none={letters === null ? '…' : 'None.'} isMarked={letter => chosen.has(letter.id)}
        open={letter => select(letter.chatId, letter.index)} toggle={letter => choose([letter.id], !chosen.has(letter.id))}
        columns={[
          {
            head: <input type="checkbox" aria-label="Choose all" checked={marked.length === shown.length} onChange={event => choose(shown.map(letter => letter.id), event.target.checked)} />,
            cell: letter => (
              <input type="checkbox" tabIndex={-1} aria-label={`Choose ${letter.chatId.slice(0, 8)}, entry ${letter.index}`} checked={chosen.has(letter.id)} onChange={event => choose([letter.id], event.target.checked)} />
            ),
          },
          { head: 'Since', cell: letter => <Time at={letter.at} /> },
          { head: 'Chat', cell: letter => <button type="button" className="link" tabIndex={-1} onClick={() => select(letter.chatId, letter.index)}>{letter.chatId.slice(0, 8)}</button> },
          { head: 'Entry', cell: letter => letter.index },
          { head: 'For', cell: letter => directions[letter.direction] },
          { head: 'Reason', cell: letter => letter.reason, className: 'text' },
          { head: 'Do', cell: letter => <button type="button" disabled={busy} onClick={() => void replay([letter])}>Replay</button> },
        ]}
      />
    </section>
  );
}
