import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import type { Init, Session, ToWidget } from '../shared/messages';
import { useAvailability } from './availability';
import { draftOf, type Draft } from './drafts';
import { Form } from './Form';
import type { Language } from './texts';

// Web Chat is nine tenths of the panel's code. The form does not wait for it.
const loading = import('./Conversation').catch(startAgain);
const Conversation = lazy(() => loading.then(module => ({ default: module.Conversation })));

/** Reloads the page after a module could not be fetched because the connection was away. A browser may remember the failure until the page is reloaded. */
async function startAgain(): Promise<never> {
  for (;;) {
    await new Promise(done => setTimeout(done, 2_000));
    if (await fetch(location.href).then(response => response.ok, () => false)) location.reload();
  }
}

interface Properties { init: Init; shown: boolean; language: Language; tell: (message: ToWidget) => void }

/** Shows the form, or the conversation when there is a session. */
export function Panel({ init, shown, language, tell }: Properties) {
  const { texts } = language;
  const [session, setSession] = useState(init.session);
  // The customer leaves a message, because nobody answered the last chat.
  const known = useRef(init.session);
  const draft = useRef(draftOf(init.kept.draft));
  const [leaving, setLeaving] = useState(draft.current.leaving ?? false);
  const availability = useAvailability(init.contactCenterId, shown);

  // Another tab has opened a chat, or has started a new one.
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

  function keepDraft(next: Draft) {
    draft.current = next;
    tell({ kind: 'keep', name: 'draft', value: Object.keys(next).length > 0 ? JSON.stringify(next) : null });
  }

  const close = <button type="button" className="icon" aria-label={texts('close')} title={texts('close')} onClick={() => tell({ kind: 'close' })}>×</button>;
  if (session) {
    return (
      <Suspense fallback={<div className="panel"><header><h1>{texts('title')}</h1>{close}</header><p className="status">{texts('starting')}</p></div>}><Conversation
        key={session.conversationId} session={session} init={init} shown={shown} language={language} availability={availability} close={close} keep={keep} tell={tell}
        draft={draft.current.chat?.id === session.conversationId ? draft.current.chat.text : ''}
        keepDraft={text => keepDraft(text ? { chat: { id: session.conversationId, text } } : {})}
        again={isMessage => { keep(null); setLeaving(isMessage); keepDraft(isMessage ? { leaving: true } : {}); setSession(null); }} /></Suspense>
    );
  }

  function opened(started: Session) {
    keep(started);
    setLeaving(false);
    keepDraft({});
    setSession(started);
    tell({ kind: 'event', name: 'start' });
  }

  return (
    <div className="panel">
      <header><h1>{texts('title')}</h1>{close}</header>
      <Form init={init} language={language} availability={availability} leaving={leaving} draft={draft.current} keepDraft={next => keepDraft(leaving ? { ...next, leaving } : next)} opened={opened} />
    </div>
  );
}
