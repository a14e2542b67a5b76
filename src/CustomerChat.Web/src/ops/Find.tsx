import { useState, type FormEvent } from 'react';
import { channels, type Api, type Chat, type Person } from './api';
import { Chats } from './Chats';
import { spoken } from './Time';

/** Finds a customer's chats by the customer's address in a channel. The customer's address is not in the page's URL, so a link to the page does not reveal it. */
export function Find({ api, select }: { api: Api; select: (chat: Chat) => void }) {
  const [found, setFound] = useState<Chat[] | null>(null);
  const [person, setPerson] = useState<Person | null>(null);
  const [said, setSaid] = useState('');
  const [fault, setFault] = useState('');

  async function attempt(action: () => Promise<void>) {
    try {
      await action();
      setFault('');
    } catch (error) {
      setFault((error as Error).message);
    }
  }

  function find(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const wanted = { channel: String(fields.get('channel')), address: String(fields.get('address')).trim() };
    void attempt(async () => {
      setFound((await api.find(wanted)).chats);
      setPerson(wanted);
    });
  }

  function erase() {
    if (!person || !confirm('Erase all chats of this address? This cannot be undone.')) return;
    void attempt(async () => {
      const receipt = await api.erase(person);
      setSaid(`Erased ${receipt.chats.length} chats, ${receipt.rows} rows, at ${spoken(receipt.erasedAt)}.`);
      setFound(null);
    });
  }

  return (
    <section aria-labelledby="find">
      <h2 id="find">Find a customer</h2>
      <form className="find" onSubmit={find}>
        <label>Channel
          <select name="channel">{channels.map(name => <option key={name}>{name}</option>)}</select>
        </label>
        <label>Address<input name="address" required maxLength={256} placeholder="+15005550006" /></label>
        <button>Find</button>
        {found && found.length > 0 && <button type="button" className="danger" onClick={erase}>Erase this customer</button>}
      </form>
      <p role="status">{said}</p>
      <p className="fault" role="alert">{fault}</p>
      {found && <Chats label="Chats of this address" chats={found} select={select} none="This address has no chats." />}
    </section>
  );
}
