import { useCallback, useEffect, useState, type FormEvent } from 'react';
import { channels, type Api, type Block } from './api';
import { Table } from './Table';
import { Time } from './Time';

/** The customers whose messages are blocked. An operator can add and remove blocks. */
export function Blocks({ api }: { api: Api }) {
  const [blocks, setBlocks] = useState<Block[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [fault, setFault] = useState('');

  const attempt = useCallback(async (action: () => Promise<void>) => {
    try {
      await action();
      setFault('');
    } catch (error) {
      setFault((error as Error).message);
    }
  }, []);

  const load = useCallback(async (continuation: string | null) => {
    const page = await api.blocks(continuation ? { continuation } : {});
    setBlocks(before => (continuation ? [...before, ...page.blocks] : page.blocks));
    setNext(page.continuation);
  }, [api]);

  useEffect(() => void attempt(() => load(null)), [attempt, load]);

  function add(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const text = (name: string) => String(fields.get(name)).trim();
    const { channel, account, who, by, reason } = Object.fromEntries(['channel', 'account', 'who', 'by', 'reason'].map(name => [name, text(name)])) as Record<string, string>;
    void attempt(async () => {
      await api.block({ channel: channel!, reason: reason!, [text('kind')]: who, ...(account && { account }), ...(by && { by }) });
      form.reset();
      await load(null);
    });
  }

  async function remove(block: Block) {
    if (!confirm('Remove this block?')) return;
    await attempt(async () => {
      await api.unblock(block.id);
      await load(null);
    });
  }

  return (
    <section aria-label="Blocks">
      <h2>Blocked</h2>
      <Table
        label="List of blocks" rows={blocks} keyOf={block => block.id} none="No blocks."
        columns={[
          { head: 'Who', cell: block => block.address ?? `${block.prefix ?? ''}…` },
          { head: 'Channel', cell: block => <>{block.channel}/{block.account ?? 'all'}</> },
          { head: 'Since', cell: block => <Time at={block.at} /> },
          { head: 'By', cell: block => block.by ?? '–' },
          { head: 'Reason', cell: block => block.reason, className: 'text' },
          { head: 'Do', cell: block => <button type="button" onClick={() => void remove(block)}>Remove</button> },
        ]}
      />
      {next && <p><button type="button" onClick={() => void attempt(() => load(next))}>More</button></p>}
      <form className="find" aria-label="Block a customer" onSubmit={add}>
        <label>Channel<select name="channel">{channels.map(name => <option key={name}>{name}</option>)}</select></label>
        <label>Account<input name="account" maxLength={128} placeholder="all" /></label>
        <label>Who<select name="kind"><option value="address">exactly</option><option value="prefix">all addresses that begin with</option></select></label>
        <label>Number or id<input name="who" required maxLength={256} /></label>
        <label>Your name<input name="by" maxLength={128} /></label>
        <label className="wide">Reason<input name="reason" required maxLength={500} /></label>
        <button>Block</button>
      </form>
      <p className="fault" role="alert">{fault}</p>
    </section>
  );
}
