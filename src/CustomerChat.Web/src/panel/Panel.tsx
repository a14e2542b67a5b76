import { useEffect, useMemo, useRef, useState, type FormEvent } from 'react';
import type { Init, Session, ToWidget } from '../shared/messages';
import { Conversation } from './Conversation';
import { open } from './directLine';
import { panelTexts } from './texts';

interface Properties { init: Init; shown: boolean; tell: (message: ToWidget) => void }

/** A form first, then the conversation; whichever the session says. */
export function Panel({ init, shown, tell }: Properties) {
  const texts = panelTexts[init.language];
  const [session, setSession] = useState(init.session);
  const [fault, setFault] = useState('');
  const known = useRef(init.session);

  // Another tab has opened a chat, or has gone on to a new one.
  useEffect(() => {
    if (init.session?.conversationId !== known.current?.conversationId && init.session) {
      known.current = init.session;
      setSession(init.session);
    }
  }, [init.session]);

  const keep = useMemo(() => (kept: Session | null) => {
    known.current = kept;
    tell({ kind: 'session', session: kept });
  }, [tell]);

  async function start(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const button = form.querySelector<HTMLButtonElement>('button[type=submit]')!;
    button.disabled = true;
    setFault('');
    try {
      const opened = await open(init.contactCenterId, String(fields.get('name')), String(fields.get('subject')), init.endpoint, { page: init.page, language: init.language });
      keep(opened);
      setSession(opened);
    } catch {
      setFault(texts.notStarted);
      button.disabled = false;
    }
  }

  const close = <button type="button" className="icon" aria-label={texts.close} title={texts.close} onClick={() => tell({ kind: 'close' })}>×</button>;
  if (session) {
    return (
      <Conversation
        key={session.conversationId} session={session} init={init} shown={shown} texts={texts} close={close} keep={keep}
        unread={count => tell({ kind: 'unread', count })} again={() => { keep(null); setSession(null); }} />
    );
  }

  return (
    <div className="panel">
      <header><h1>{texts.title}</h1>{close}</header>
      <form className="start" onSubmit={event => void start(event)}>
        <label>{texts.name}<input name="name" required maxLength={128} autoComplete="name" pattern=".*\S.*" /></label>
        <label>{texts.subject}<input name="subject" required maxLength={256} pattern=".*\S.*" /></label>
        <button type="submit" className="primary">{texts.start}</button>
        <p role="alert">{fault}</p>
      </form>
    </div>
  );
}
