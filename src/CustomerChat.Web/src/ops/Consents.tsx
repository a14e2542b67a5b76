import { useCallback, useEffect, useState, type FormEvent } from 'react';
import { channels, save, type Api, type Consent } from './api';
import { Table } from './Table';
import { Time } from './Time';

const nobody = { channel: 'sms', account: '', address: '', state: 'optedIn', reason: '' };

const states: Record<string, string> = { optedIn: 'opted in', optedOut: 'opted out' };

/** The consents of customers: the list, its export, and corrections, which need a reason. */
export function Consents({ api }: { api: Api }) {
  const [filter, setFilter] = useState<Record<string, string>>({ state: 'optedOut' });
  const [consents, setConsents] = useState<Consent[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [draft, setDraft] = useState(nobody);
  const [fault, setFault] = useState('');
  const [said, setSaid] = useState('');

  const attempt = useCallback(async (action: () => Promise<void>) => {
    try {
      await action();
      setFault('');
    } catch (error) {
      setFault((error as Error).message);
      setSaid('');
    }
  }, []);

  const load = useCallback((continuation: string | null) => attempt(async () => {
    const page = await api.consents({ ...filter, ...(continuation && { continuation }) });
    setConsents(before => (continuation ? [...before, ...page.consents] : page.consents));
    setNext(page.continuation);
  }), [api, attempt, filter]);

  useEffect(() => void load(null), [load]);

  function show(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value).trim()]);
    setFilter(Object.fromEntries(fields.filter(([, value]) => value !== '')) as Record<string, string>);
  }

  const correct = (event: FormEvent) => {
    event.preventDefault();
    void attempt(async () => {
      const known = await api.correct({ ...draft, account: draft.account.trim(), address: draft.address.trim() });
      setSaid(`Corrected: ${known.address} has ${states[known.state]}.`);
      setDraft(nobody);
      await load(null);
    });
  };

  const edit = (consent: Consent) =>
    setDraft({ ...nobody, channel: consent.channel, account: consent.account, address: consent.address, state: consent.state === 'optedIn' ? 'optedOut' : 'optedIn' });

  const change = (name: keyof typeof nobody) => (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value });

  return (
    <section aria-label="Consents">
      <h2>Customers' consent</h2>
      <form className="find" onSubmit={show}>
        <label>Channel<select name="channel"><option value="">all</option>{channels.map(name => <option key={name}>{name}</option>)}</select></label>
        <label>Account<input name="account" maxLength={64} placeholder="all" /></label>
        <label>State
          <select name="state" defaultValue="optedOut"><option value="">any</option>{Object.entries(states).map(([state, words]) => <option key={state} value={state}>{words}</option>)}</select>
        </label>
        <button>Show</button>
        <button type="button" onClick={() => void attempt(async () => save(await api.consentsFile(filter), 'consents.csv'))}>Export as CSV</button>
      </form>
      <Table
        label="List of consents" rows={consents} keyOf={consent => `${consent.channel}|${consent.account}|${consent.address}`} open={edit}
        columns={[
          { head: 'Customer', cell: consent => consent.address },
          { head: 'Channel', cell: consent => <>{consent.channel}/{consent.account}</> },
          { head: 'State', cell: consent => <>{states[consent.state]}{consent.scope === 'marketing' && ' (marketing)'}</> },
          { head: 'Since', cell: consent => <Time at={consent.at} /> },
          { head: 'Source', cell: consent => consent.cause },
          { head: 'Reason', cell: consent => consent.reason, className: 'text' },
          { head: 'Do', cell: consent => <button type="button" onClick={() => edit(consent)}>Correct</button> },
        ]}
      />
      {next && <p><button type="button" onClick={() => void load(next)}>More</button></p>}
      <form className="find" aria-label="Correct a consent" onSubmit={correct}>
        <label>Channel<select value={draft.channel} onChange={change('channel')}>{channels.map(name => <option key={name}>{name}</option>)}</select></label>
        <label>Account<input value={draft.account} onChange={change('account')} required maxLength={128} /></label>
        <label>Number or id<input value={draft.address} onChange={change('address')} required maxLength={256} /></label>
        <label>State<select value={draft.state} onChange={change('state')}>{Object.entries(states).map(([state, words]) => <option key={state} value={state}>{words}</option>)}</select></label>
        <label className="wide">Reason<input value={draft.reason} onChange={change('reason')} required maxLength={500} /></label>
        <button>Correct</button>
      </form>
      <p className="fault" role="alert">{fault}</p>
      <p role="status">{said}</p>
    </section>
  );
}
