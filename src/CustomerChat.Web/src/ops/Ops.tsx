import { useCallback, useEffect, useState, type FormEvent } from 'react';
import { Api, type SignIn } from './api';
import { Blocks } from './Blocks';
import { ChatDetail } from './ChatDetail';
import { Consents } from './Consents';
import { Find } from './Find';
import { Letters } from './Letters';
import { Now, type State } from './Now';
import { usePlace, views, write, type Place } from './place';
import { zone } from './Time';

/** How often the page fetches the open chats, in milliseconds. */
const every = 3_000;

export function Ops() {
  const [api, setApi] = useState<Api | null>(null);
  const [fault, setFault] = useState('');
  const [signIn, setSignIn] = useState<SignIn>('off');

  useEffect(() => {
    const candidate = new Api(null);
    candidate.signIn().then(state => {
      setSignIn(state);
      if (state === 'done') setApi(candidate);
      if (state === 'refused') setFault('You have signed in, but you do not have the operators\' role. A key still works.');
    }, () => { /* The relay can't be reached. The operator learns this from the key's request. */ });
  }, []);

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
        {signIn === 'needed' && <p>or <a href={`/.auth/login/aad?post_login_redirect_uri=${encodeURIComponent(location.pathname + location.hash)}`}>Sign in with Microsoft</a></p>}
        {signIn === 'refused' && <SignOut />}
        <p role="alert">{fault}</p>
      </form>
    </main>
  );
}

/** Ends the sign-in of this browser, so that somebody else can sign in. */
function SignOut() {
  return <a href="/.auth/logout?post_logout_redirect_uri=%2Fops">Sign out</a>;
}

function Board({ api }: { api: Api }) {
  const [place, go] = usePlace();
  const [state, setState] = useState<State>({ open: [], more: false, atFault: [], letters: [] });
  const [fault, setFault] = useState('');
  const [said, setSaid] = useState('');

  const refresh = useCallback(async () => {
    try {
      const [page, letters] = await Promise.all([api.chats({ state: 'open', limit: '200' }), api.deadLetters({})]);
      setState({ open: page.chats, more: page.continuation !== null, atFault: page.accountsAtFault, letters });
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

  async function copyLink() {
    try {
      await navigator.clipboard.writeText(location.href);
      setSaid(`The link is copied. A colleague who opens the link ${api.key === null ? 'must sign in, or needs a key' : 'needs a key'}.`);
    } catch {
      setSaid(`The link: ${location.href}`);
    }
  }

  const select = (chatId: string, index?: number) => go({ chat: chatId.slice(0, 8), entry: index === undefined ? '' : String(index) });
  const names: Record<keyof typeof views, string> = { ...views, letters: `${views.letters} (${state.letters.length}${state.letters.length >= 1_000 ? '+' : ''})` };

  return (
    <div className="board">
      <header>
        <h1>Operators</h1>
        <nav aria-label="Parts of this page">
          {Object.entries(names).map(([view, name]) => (
            <a key={view} href={write({ ...place, view: view as Place['view'], chat: '', entry: '' })} aria-current={view === place.view ? 'page' : undefined}>{name}</a>
          ))}
        </nav>
        <p>Times: {zone()}</p>
        <button type="button" onClick={() => void copyLink()}>Copy link</button>
        {api.key === null && <SignOut />}
      </header>
      <main>
        <p className="fault" role="alert">{fault}</p>
        <p role="status">{said}</p>
        {place.view === 'now' && <Now api={api} state={state} place={place} go={go} select={chat => select(chat.id)} fail={setFault} />}
        {place.view === 'find' && <Find api={api} select={chat => select(chat.id)} />}
        {place.view === 'letters' && <Letters api={api} place={place} go={go} select={select} />}
        {place.view === 'consents' && <Consents api={api} />}
        {place.view === 'blocks' && <Blocks api={api} />}
      </main>
      {place.chat && (
        <ChatDetail key={`${place.chat}|${place.entry}`} digits={place.chat} marked={place.entry ? Number(place.entry) : undefined} api={api} close={() => go({ chat: '', entry: '' })} />
      )}
    </div>
  );
}
