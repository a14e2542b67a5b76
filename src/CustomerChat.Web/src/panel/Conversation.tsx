import ReactWebChat from 'botframework-webchat-component';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Init, Session, ToWidget } from '../shared/messages';
import { SendingContext, sendBoxMiddleware, sendBoxToolbarMiddleware } from './Attach';
import { messageOf, narrator, nobody, observe, transcript, type Activity, type Presence } from './activities';
import { closedText, type Availability } from './availability';
import { RelayLine, type Upload } from './directLine';
import { activityMiddleware, attachmentMiddleware, overrideStrings } from './Message';
import { ring } from './sound';
import type { Language } from './texts';
import { useStyle } from './style';

interface Properties {
  session: Session; init: Init; shown: boolean; language: Language; availability: Availability | null; close: ReactNode; tell: (message: ToWidget) => void;
  draft: string; keepDraft: (text: string) => void; keep: (session: Session) => void; again: (isMessage: boolean) => void;
}

const Icon = ({ path }: { path: string }) => (
  <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true"><path d={path} /></svg>
);

const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content;

export function Conversation({ session, init, shown, language, availability, close, tell, draft, keepDraft, keep, again }: Properties) {
  const { texts } = language;
  const line = useMemo(() => new RelayLine(session, init.contactCenterId, keep), []);
  const directLine = useMemo(() => ({
    activity$: line.activity$.map(() => narrator(texts)), connectionStatus$: line.connectionStatus$,
    postActivity: (activity: Activity) => line.postActivity(activity), end: () => line.end(),
  }), [line]);
  const strings = useMemo(() => overrideStrings(texts('attached')), [texts]);
  const activities = useRef<Activity[]>([]);
  const [presence, setPresence] = useState<Presence>(nobody);
  const [online, setOnline] = useState(true);
  const [gone, setGone] = useState(false);
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const [fault, setFault] = useState('');
  const [sound, setSound] = useState(init.sound && init.kept.sound !== 'off');
  const unseen = useRef<string[]>([]);
  const isShown = useRef(shown);
  const isLoud = useRef(sound);
  const confirm = useRef<HTMLDialogElement>(null);
  isLoud.current = sound;

  /** Takes the activities up to this one off the list of unseen activities. */
  function see(id: string | undefined) {
    if (id === undefined) return;
    unseen.current = unseen.current.filter(other => other > id);
    tell({ kind: 'unread', count: unseen.current.length });
  }

  function look() {
    if (!isShown.current || document.hidden) return;
    line.seen = activities.current.findLast(activity => activity.id)?.id;
    see(line.session.seen);
  }

  useEffect(() => {
    const statuses = line.reachable$.subscribe(setOnline);
    const sending = line.uploads$.subscribe(setUploads);
    line.onRefused = (name, why) => setFault(texts(why, { name }));
    const known = new Set<string | undefined>();
    const seen = line.activity$.subscribe(activity => {
      if (known.has(activity.id)) return;
      known.add(activity.id);
      activities.current.push(activity);
      setPresence(before => observe(before, activity));
      if (activity.type === 'endOfConversation') {
        if (!line.session.over) tell({ kind: 'event', name: 'end' });
        line.over();
      }
      if (activity.type !== 'message') return;
      if (line.isLive) tell({ kind: 'event', name: 'message', detail: messageOf(activity) });
      if (activity.from.role === 'user' || (!line.isLive && (activity.id ?? '') <= (line.session.seen ?? ''))) return;
      if (isShown.current && !document.hidden) return;
      unseen.current.push(activity.id ?? '');
      tell({ kind: 'unread', count: unseen.current.length });
      if (line.isLive && isLoud.current) ring();
    });
    line.onChange = () => {
      setGone(line.gone);
      if (line.gone) line.over();
      look();
    };
    const visibility = () => {
      line.hidden = document.hidden;
      look();
    };
    document.addEventListener('visibilitychange', visibility);
    return () => {
      statuses.unsubscribe();
      sending.unsubscribe();
      seen.unsubscribe();
      document.removeEventListener('visibilitychange', visibility);
      line.onChange = () => {};
      line.end();
    };
  }, [line]);

  useEffect(() => {
    isShown.current = shown;
    look();
  }, [shown]);

  // Another tab has shown these activities.
  useEffect(() => {
    const seen = init.session?.seen;
    if (seen && seen > (line.session.seen ?? '')) line.session = { ...line.session, seen };
    see(seen);
  }, [init.session?.seen]);

  const over = presence.ended || gone;
  const mayLeave = (presence.unanswered ?? false) && (!availability || availability.isOpen || availability.takesMessages);
  const styleOptions = useStyle(over);
  const waiting = closedText(language, availability) ?? texts('waiting');
  const nameOf = (nickname: string) => nickname || texts('agent');
  const news = gone ? texts('lost')
    : mayLeave ? texts('unanswered')
    : presence.ended ? texts('ended')
    : !online ? texts('offline')
    : presence.last?.joined === false && presence.agents.length === 0 ? `${texts('left', { name: nameOf(presence.last.nickname) })} ${waiting}`
    : presence.agents.length > 0 ? texts('with', { name: presence.agents.map(nameOf).join(', ') })
    : waiting;

  function download() {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([transcript(activities.current, texts('you'))], { type: 'text/plain;charset=utf-8' }));
    link.download = `${texts('file')}-${new Date().toISOString().slice(0, 10)}.txt`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  function switchSound() {
    setSound(!sound);
    tell({ kind: 'keep', name: 'sound', value: sound ? 'off' : 'on' });
  }

  const soundText = texts(sound ? 'soundOff' : 'soundOn');
  return (
    <div className="panel">
      <header>
        <h1>{texts('title')}</h1>
        {init.sound && !over && <button type="button" className="icon" aria-label={soundText} title={soundText} onClick={switchSound}><Icon path={sound ? 'M4 9v6h4l5 4V5L8 9zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11' : 'M4 9v6h4l5 4V5L8 9zM16 9.5l5 5m0-5-5 5'} /></button>}
        <button type="button" className="icon" aria-label={texts('download')} title={texts('download')} onClick={download}><Icon path="M12 3v11m0 0-4-4m4 4 4-4M4 20h16" /></button>
        {!over && <button type="button" className="icon" aria-label={texts('end')} title={texts('end')} onClick={() => confirm.current?.showModal()}><Icon path="M12 3v9M6.5 7a8 8 0 1 0 11 0" /></button>}
        {close}
      </header>
      <p className={online ? 'status' : 'status offline'} role="status">{news}</p>
      <div className="chat">
        <SendingContext.Provider value={{ texts, language: language.code, over, uploads, fault, say: setFault, draft, keepDraft }}>
          <ReactWebChat
            directLine={directLine as never} userID={session.userId} locale={language.webChat} dir={language.dir} nonce={nonce}
            overrideLocalizedStrings={strings as never}
            activityMiddleware={activityMiddleware as never} attachmentMiddleware={attachmentMiddleware as never}
            sendBoxMiddleware={sendBoxMiddleware as never} sendBoxToolbarMiddleware={sendBoxToolbarMiddleware as never}
            styleOptions={styleOptions} sendTypingIndicator />
        </SendingContext.Provider>
      </div>
      {over && (
        <div className="over">
          <button type="button" className="primary" onClick={() => again(mayLeave)}>{texts(mayLeave ? 'leave' : 'again')}</button>
        </div>
      )}
      <dialog ref={confirm} aria-labelledby="really">
        <p id="really">{texts('reallyEnd')}</p>
        <form method="dialog">
          <button className="primary" onClick={() => line.postActivity({ type: 'endOfConversation', from: { id: session.userId } }).subscribe()}>{texts('yes')}</button>
          <button autoFocus>{texts('no')}</button>
        </form>
      </dialog>
    </div>
  );
}
