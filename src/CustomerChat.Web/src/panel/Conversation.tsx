import ReactWebChat from 'botframework-webchat-component';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Init, Session } from '../shared/messages';
import { SendingContext, sendBoxMiddleware, sendBoxToolbarMiddleware } from './Attach';
import { nobody, observe, transcript, type Activity, type Presence } from './activities';
import { RelayLine, type Upload } from './directLine';
import { webChatLocale, type Texts } from './texts';
import { useStyle } from './style';

interface Properties {
  session: Session; init: Init; shown: boolean; texts: Texts; close: ReactNode;
  keep: (session: Session) => void; unread: (count: number) => void; again: () => void;
}

const Icon = ({ path }: { path: string }) => (
  <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true"><path d={path} /></svg>
);

const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content;

export function Conversation({ session, init, shown, texts, close, keep, unread, again }: Properties) {
  const line = useMemo(() => new RelayLine(session, init.contactCenterId, keep), []);
  const activities = useRef<Activity[]>([]);
  const [presence, setPresence] = useState<Presence>(nobody);
  const [online, setOnline] = useState(true);
  const [gone, setGone] = useState(false);
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const [fault, setFault] = useState('');
  const unseen = useRef(0);
  const isShown = useRef(shown);
  const confirm = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const statuses = line.reachable$.subscribe(setOnline);
    const sending = line.uploads$.subscribe(setUploads);
    line.onRefused = (name, why) => setFault(texts[why](name));
    const known = new Set<string | undefined>();
    const seen = line.activity$.subscribe(activity => {
      if (known.has(activity.id)) return;
      known.add(activity.id);
      activities.current.push(activity);
      setPresence(before => observe(before, activity));
      if (activity.type === 'message' && activity.from.role !== 'user' && !isShown.current) unread(++unseen.current);
    });
    line.onChange = () => setGone(line.gone);
    const visibility = () => { line.hidden = document.hidden; };
    document.addEventListener('visibilitychange', visibility);
    return () => {
      statuses.unsubscribe();
      sending.unsubscribe();
      seen.unsubscribe();
      document.removeEventListener('visibilitychange', visibility);
      line.end();
    };
  }, [line]);

  useEffect(() => {
    isShown.current = shown;
    if (shown) unseen.current = 0;
  }, [shown]);

  const over = presence.ended || gone;
  const styleOptions = useStyle(over);
  const news = gone ? texts.lost
    : presence.ended ? texts.ended
    : !online ? texts.offline
    : presence.last?.joined === false && presence.agents.length === 0 ? `${texts.left(presence.last.nickname)} ${texts.waiting}`
    : presence.agents.length > 0 ? texts.with(presence.agents.join(', '))
    : texts.waiting;

  function download() {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([transcript(activities.current, texts.you)], { type: 'text/plain;charset=utf-8' }));
    link.download = `${texts.file}-${new Date().toISOString().slice(0, 10)}.txt`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  return (
    <div className="panel">
      <header>
        <h1>{texts.title}</h1>
        <button type="button" className="icon" aria-label={texts.download} title={texts.download} onClick={download}><Icon path="M12 3v11m0 0-4-4m4 4 4-4M4 20h16" /></button>
        {!over && <button type="button" className="icon" aria-label={texts.end} title={texts.end} onClick={() => confirm.current?.showModal()}><Icon path="M12 3v9M6.5 7a8 8 0 1 0 11 0" /></button>}
        {close}
      </header>
      <p className={online ? 'status' : 'status offline'} role="status">{news}</p>
      <div className="chat">
        <SendingContext.Provider value={{ texts, language: init.language, over, uploads, fault, say: setFault }}>
          <ReactWebChat
            directLine={line as never} userID={session.userId} locale={webChatLocale[init.language]} nonce={nonce}
            sendBoxMiddleware={sendBoxMiddleware as never} sendBoxToolbarMiddleware={sendBoxToolbarMiddleware as never}
            styleOptions={styleOptions} sendTypingIndicator />
        </SendingContext.Provider>
      </div>
      {over && <div className="over"><button type="button" className="primary" onClick={again}>{texts.again}</button></div>}
      <dialog ref={confirm} aria-labelledby="really">
        <p id="really">{texts.reallyEnd}</p>
        <form method="dialog">
          <button className="primary" onClick={() => line.postActivity({ type: 'endOfConversation', from: { id: session.userId } }).subscribe()}>{texts.yes}</button>
          <button autoFocus>{texts.no}</button>
        </form>
      </dialog>
    </div>
  );
}
