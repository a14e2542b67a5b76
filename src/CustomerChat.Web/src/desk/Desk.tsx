import { useState, type FormEvent } from 'react';
import { Api } from './api';
import { Workplace } from './Workplace';

/** Shows the log-in first, then the workplace. The password is kept in this page's memory only. */
export function Desk() {
  const [api, setApi] = useState<Api | null>(null);
  const [fault, setFault] = useState('');

  async function logIn(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const candidate = new Api(String(fields.get('user')), String(fields.get('password')));
    setFault('');
    try {
      await candidate.session('StartContactCenterSession');
      setApi(candidate);
    } catch (error) {
      setFault((error as Error).message);
    }
  }

  if (api) {
    return <Workplace api={api} leave={() => { void api.session('EndContactCenterSession').catch(() => undefined); setApi(null); }} />;
  }

  return (
    <main className="login">
      <h1>Agent desk</h1>
      <form onSubmit={event => void logIn(event)}>
        <label>User<input name="user" autoComplete="username" defaultValue="agent1" required /></label>
        <label>Password<input name="password" type="password" autoComplete="current-password" required autoFocus /></label>
        <button>Log in</button>
        <p role="alert">{fault}</p>
      </form>
    </main>
  );
}
