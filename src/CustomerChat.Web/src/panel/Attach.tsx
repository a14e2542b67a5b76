import { hooks } from 'botframework-webchat-component';
import { createContext, useContext, useEffect, useRef, useState, type ComponentType } from 'react';
import { SendBoxDraft } from './SendBoxDraft';
import type { Upload } from './directLine';
import { filesOf, isPicture, limits, sizeOf } from './files';
import type { Texts } from './texts';

/** The data that the parts of the send box share with the conversation around them. */
export interface Sending {
  texts: Texts; language: string; over: boolean; uploads: readonly Upload[];
  /** A sentence that says why something was not sent; empty = there is no fault. */
  fault: string; say: (fault: string) => void;
  /** The unsent text from the previous page, and the function that keeps it. */
  draft: string; keepDraft: (text: string) => void;
}

export const SendingContext = createContext<Sending>(null!);

/** Puts chosen, pasted or dropped files into Web Chat's own send box. They wait there until the text beside them is sent. */
function useChoose() {
  const { texts, language, over, say } = useContext(SendingContext);
  const [chosen, setChosen] = hooks.useSendBoxAttachments();
  const focus = hooks.useFocus();
  return (files: readonly File[], folders: readonly string[] = []) => {
    if (over || files.length + folders.length === 0) return;
    const allowed = limits;
    if (!allowed) {
      say(texts('filesOff'));
      return;
    }
    const small = files.filter(file => file.size <= allowed.size);
    const taken = small.slice(0, Math.max(0, allowed.count - chosen.length));
    const faults = [
      ...files.filter(file => file.size > allowed.size).map(file => texts('tooLargeFor', { name: file.name, size: sizeOf(allowed.size, language) })),
      ...folders.map(name => texts('notTaken', { name })),
      ...(taken.length < small.length ? [texts('tooMany', { count: allowed.count })] : []),
    ];
    say(faults.join(' '));
    setChosen([...chosen, ...taken.map(file => ({ blob: file, thumbnailURL: isPicture(file.type) ? new URL(URL.createObjectURL(file)) : undefined }))]);
    void focus('sendBox');
  };
}

/** The paperclip button. There is none when files are off. */
function Paperclip({ className }: { className?: string }) {
  const { texts } = useContext(SendingContext);
  const input = useRef<HTMLInputElement>(null);
  const choose = useChoose();
  return limits && (
    <div className={`paperclip ${className ?? ''}`}>
      <input
        ref={input} type="file" multiple hidden
        onChange={event => { choose([...event.target.files ?? []]); event.target.value = ''; }} />
      <button type="button" className="icon" aria-label={texts('attach')} title={texts('attach')} onClick={() => input.current?.click()}>
        <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
          <path d="M20 11.5 12 19.5a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.6 1.6 0 0 1-2.3-2.3L15 7.5" />
        </svg>
      </button>
    </div>
  );
}

/** The tray above the send box. It shows the chosen files, the uploads that are running, and the last fault. */
function Tray() {
  const { texts, language, over, uploads, fault, say, draft, keepDraft } = useContext(SendingContext);
  const [chosen, setChosen] = hooks.useSendBoxAttachments();
  const [isOver, setOver] = useState(false);
  const choose = useRef<ReturnType<typeof useChoose>>(undefined!);
  choose.current = useChoose();

  useEffect(() => {
    const drags = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const paste = (event: ClipboardEvent) => {
      // Office programs copy a text both as text and as a picture of the text. The customer means the text.
      if (!event.clipboardData || event.clipboardData.types.includes('text/plain')) return;
      const { files, folders } = filesOf(event.clipboardData);
      if (files.length + folders.length === 0) return;
      event.preventDefault();
      choose.current(files, folders);
    };
    const drag = (event: DragEvent) => {
      if (!drags(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => { if (event.relatedTarget === null) setOver(false); };
    const drop = (event: DragEvent) => {
      setOver(false);
      if (!drags(event)) return;
      event.preventDefault();
      const { files, folders } = filesOf(event.dataTransfer!);
      choose.current(files, folders);
    };
    document.addEventListener('paste', paste);
    document.addEventListener('dragover', drag);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('paste', paste);
      document.removeEventListener('dragover', drag);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
    };
  }, []);

  return (
    <div className="tray">
      <SendBoxDraft text={draft} keep={keepDraft} />
      {isOver && limits && !over && <p className="drop" aria-hidden="true">{texts('dropHere')}</p>}
      <div className="refused" role="alert">
        {fault && <><p>{fault}</p><button type="button" className="icon" aria-label={texts('dismiss')} onClick={() => say('')}>×</button></>}
      </div>
      {uploads.map(upload => (
        <div key={upload.key} className="file" role="group" aria-label={texts('sending', { name: upload.name })}>
          <span className="name">{upload.name}</span>
          <progress aria-label={texts('sending', { name: upload.name })} value={upload.sent} max={Math.max(upload.size, 1)} />
          <button type="button" onClick={upload.cancel}>{texts('cancel')}</button>
        </div>
      ))}
      {chosen.length > 0 && !over && (
        <ul aria-label={texts('chosen')}>
          {chosen.map((file, index) => (
            <li key={index} className="file">
              {file.thumbnailURL && <img src={String(file.thumbnailURL)} alt="" />}
              <span className="name">{(file.blob as File).name} <small>{sizeOf(file.blob.size, language)}</small></span>
              <button
                type="button" className="icon" aria-label={texts('remove', { name: (file.blob as File).name })}
                onClick={() => setChosen(chosen.filter(other => other !== file))}>×</button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

type Part = ComponentType<{ className?: string }> | false | null | undefined;

/** The components with the tray, by Web Chat's own send box component. Each is made only once: a new component would lose the unsent text. */
const withTray = new Map<Part, Part>();

export const sendBoxMiddleware = [() => (next: (request: void) => Part) => (request: void) => {
  const SendBox = next(request);
  if (!withTray.has(SendBox)) withTray.set(SendBox, properties => <><Tray />{SendBox && <SendBox {...properties} />}</>);
  return withTray.get(SendBox);
}];

export const sendBoxToolbarMiddleware = [() => () => () => Paperclip];
