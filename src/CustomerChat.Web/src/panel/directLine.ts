// The relay's Direct Line, polled. Made for what its usual client does not do: a poll that fails only delays the next, and a
// message whose answer was lost is sent again under its first id, so that it can't be there twice.
import type { Session } from '../shared/messages';
import type { Activity, Attachment } from './activities';
import { isShown } from './files';

/** Web Chat's numbers. It is told "online" once and for all: it would not let a customer write while a connection is away. */
const status = { connecting: 1, online: 2 } as const;

/** For how long a message is tried again by itself, in milliseconds; just under Web Chat's own patience. */
const patience = 18_000;

type Observer<T> = { next?: (value: T) => void; error?: (error: unknown) => void; complete?: () => void };
type Subscribe<T> = Observer<T> | ((value: T) => void);

const observerOf = <T>(given?: Subscribe<T>): Observer<T> => (typeof given === 'function' ? { next: given } : (given ?? {}));

/** As much of an observable as Web Chat asks for: late subscribers get what has been, from the first on. */
class Replayed<T> {
  readonly #past: T[] = [];
  readonly #observers = new Set<Observer<T>>();
  constructor(private readonly keep: number) {}

  next(value: T) {
    this.#past.push(value);
    if (this.#past.length > this.keep) this.#past.shift();
    for (const observer of this.#observers) observer.next?.(value);
  }

  subscribe(given?: Subscribe<T>) {
    const observer = observerOf(given);
    this.#observers.add(observer);
    for (const value of this.#past) observer.next?.(value);
    return { unsubscribe: () => void this.#observers.delete(observer) };
  }

  /** The same for somebody who wants each value changed; each subscriber has a change of its own, which sees them in order. */
  map(changing: () => (value: T) => T) {
    return {
      subscribe: (given?: Subscribe<T>) => {
        const [observer, change] = [observerOf(given), changing()];
        return this.subscribe({ next: value => observer.next?.(change(value)) });
      },
    };
  }
}

class Refused extends Error {
  constructor(readonly status: number, readonly code?: string) { super(`The relay answered ${status}.`); }
}

class Cancelled extends Error {}

type Fault = { error?: { code?: string } } | null;

const pause = (milliseconds: number) => new Promise<void>(done => setTimeout(done, milliseconds));

async function call<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(`/v3/directline${path}`, { ...init, signal: AbortSignal.timeout(20_000) });
  if (!response.ok) throw new Refused(response.status, (await response.json().catch(() => null) as Fault)?.error?.code);
  return await response.json() as T;
}

/** As {@link call}, for what takes long: with its progress, and as long as it needs. */
function send<T>(path: string, token: string, body: FormData, progress: (sent: number, size: number) => void, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new Cancelled());
      return;
    }
    const request = new XMLHttpRequest();
    request.open('POST', `/v3/directline${path}`);
    request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.responseType = 'json';
    request.upload.onprogress = event => progress(event.loaded, event.total);
    request.onload = () => (request.status < 300 ? resolve(request.response as T) : reject(new Refused(request.status, (request.response as Fault)?.error?.code)));
    request.onerror = () => reject(new Error('No answer.'));
    request.onabort = () => reject(new Cancelled());
    signal.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}

const json = { 'Content-Type': 'application/json' };

/** Opens a chat. With one token for all tries it is opened once, however often an answer is lost. */
export async function open(contactCenterId: string, name: string | undefined, subject: string | undefined, endpoint: string | undefined, userData: Record<string, string>): Promise<Session> {
  const userId = crypto.randomUUID();
  const user = { id: userId, name };
  const { token, conversationId } = await call<{ token: string; conversationId: string }>(
    '/tokens/generate', { method: 'POST', headers: { ...json, ContactCenterId: contactCenterId }, body: JSON.stringify({ user }) });
  const start = () => call<{ token: string }>('/conversations', {
    method: 'POST', headers: { ...json, Authorization: `Bearer ${token}` }, body: JSON.stringify({ user, channelData: { subject, endpoint, userData } }),
  });
  const opened = await start().catch(error => error instanceof Refused && error.status < 500 ? Promise.reject(error) : pause(1_000).then(start));
  return { conversationId, token: opened.token, userId };
}

/** Files on their way. */
export interface Upload { key: string; name: string; sent: number; size: number; cancel: () => void }

/** Why files were not taken. */
export type Refusal = 'tooLarge' | 'notTaken' | 'notNow' | 'tooMuch';

const refusals: Record<number, Refusal> = { 409: 'notNow', 413: 'tooLarge', 415: 'notTaken', 429: 'tooMuch' };

/** The relay has decided: the same again gets the same answer. */
const isFinal = (error: unknown) => error instanceof Refused && error.status < 500 && error.status !== 429;

/** Web Chat shows a customer's own file only by its thumbnail, and takes every picture for one that browsers show. */
const shown = (activity: Activity): Activity => activity.attachments ? {
  ...activity,
  attachments: activity.attachments.map(file => isShown(file.contentType)
    ? { ...file, thumbnailUrl: file.contentUrl }
    : { ...file, contentType: 'application/octet-stream' }),
} : activity;

/** The same words and files: each "try again" has them, though neither its first id nor where the files are. */
const contentOf = (activity: Activity) =>
  JSON.stringify([activity.text, ...(activity.attachments?.length ? [activity.attachments.map(file => file.name), activity.channelData?.attachmentSizes] : [])]);

export class RelayLine {
  readonly activity$ = new Replayed<Activity>(Infinity);
  readonly connectionStatus$ = new Replayed<number>(1);
  /** Whether the last poll got its answer. */
  readonly reachable$ = new Replayed<boolean>(1);
  /** Set when the chat is not there any more. */
  gone = false;
  /** Set when all that was there before has been read: what comes now is new. */
  isLive = false;
  onChange: () => void = () => {};
  /** Files on their way. */
  readonly uploads$ = new Replayed<readonly Upload[]>(1);
  /** Files that were not taken; the text beside them goes in any case. */
  onRefused: (name: string, why: Refusal) => void = () => {};

  #watermark = '';
  #running = true;
  #wake: () => void = () => {};
  #hidden = false;
  #refreshAt = 0;
  /**
   * What Web Chat calls a text, by the id that the relay knows: each "try again" has a new name. The echo is given under every
   * one of them, so that one bubble is left of all tries.
   */
  readonly #names = new Map<string, string[]>();
  readonly #uploads = new Map<string, Upload>();
  /** The files of uploads that have not come to an end. */
  readonly #files = new Map<string, readonly Blob[]>();
  /** Echoes, by the id that the relay knows: who tries again after it has come gets it at once. */
  readonly #seen = new Map<string, Activity>();
  /** Messages whose tries had no answer: they may be in, under this id. */
  readonly #unsure = new Map<string, string>();
  /** Who waits for a text to be taken: its echo in the transcript says so, too. */
  readonly #echoed = new Map<string, (id: string) => void>();

  constructor(public session: Session, private readonly contactCenterId: string, private readonly keep: (session: Session) => void) {
    this.connectionStatus$.next(status.connecting);
    this.connectionStatus$.next(status.online);
    void this.#poll();
  }

  set hidden(hidden: boolean) {
    this.#hidden = hidden;
    if (!hidden) this.#wake();
  }

  end() {
    this.#running = false;
    this.#wake();
  }

  postActivity(activity: Activity) {
    return {
      subscribe: (given?: Subscribe<string>) => {
        const observer = observerOf(given);
        let wanted = true;
        this.#post(activity).then(
          id => { if (wanted) { observer.next?.(id); observer.complete?.(); } },
          error => { if (wanted) observer.error?.(error); });
        return { unsubscribe: () => { wanted = false; } };
      },
    };
  }

  async #post(activity: Activity): Promise<string> {
    const given = activity.channelData?.clientActivityID ?? crypto.randomUUID();
    // "Try again" comes with a new id. If the first try may have gone in, this is the same message: it keeps its first id.
    const content = contentOf(activity);
    const key = (activity.type === 'message' && this.#unsure.get(content)) || given;
    if (activity.type === 'message') this.#names.set(key, [...new Set([...(this.#names.get(key) ?? []), given])]);
    const seen = this.#seen.get(key);
    if (seen) {
      this.#unsure.delete(content);
      this.activity$.next({ ...seen, channelData: { clientActivityID: given } });
      return seen.id ?? key;
    }
    if (activity.attachments?.length) return await this.#upload(activity, activity.attachments, key, given);
    const body = JSON.stringify({ type: activity.type, text: activity.text, name: activity.name, channelData: { clientActivityID: key } });
    const post = () => this.#call<{ id: string }>(`/conversations/${this.session.conversationId}/activities`, { method: 'POST', headers: json, body });
    try {
      const id = await this.#persist(key, activity.type === 'message', post);
      this.#unsure.delete(content);
      return id;
    } catch (error) {
      if (activity.type === 'message' && !isFinal(error)) this.#unsure.set(content, key);
      throw error;
    }
  }

  /** Tries until there is an answer, or its echo in the transcript, or it has no use any more. */
  async #persist(key: string, isWorthIt: boolean, post: () => Promise<{ id: string }>): Promise<string> {
    const echo = new Promise<string>(resolve => this.#echoed.set(key, resolve));
    for (let attempt = 1, givesUpAt = Date.now() + patience; ; attempt++) {
      const startedAt = Date.now();
      try {
        const id = await Promise.race([echo, post().then(reply => reply.id)]);
        this.#echoed.delete(key);
        this.#wake();
        return id;
      } catch (error) {
        if (!isWorthIt || Date.now() > givesUpAt || error instanceof Cancelled || isFinal(error)) throw error;
        await Promise.race([echo, pause(Math.min(attempt * 500, 2_000))]);
        // The time that an upload takes is not spent on waiting.
        if (Date.now() - startedAt > patience) givesUpAt = Date.now() + patience;
      }
    }
  }

  /** A text and its files are one upload. Files that are not taken are told of, and their text goes alone; so does that of a cancelled upload. */
  async #upload(activity: Activity, files: readonly Attachment[], key: string, given: string): Promise<string> {
    const content = contentOf(activity);
    const cancel = new AbortController();
    const name = files.map(file => file.name).join(', ');
    const upload: Upload = { key, name, sent: 0, size: 0, cancel: () => cancel.abort() };
    // "Try again" may come before its end; once the echo of its text is there, it comes with the text alone.
    const known = activity.text ? [content, contentOf({ ...activity, attachments: undefined })] : [content];
    for (const one of known) this.#unsure.set(one, key);
    const forget = () => {
      for (const one of known) this.#unsure.delete(one);
      this.#files.delete(content);
    };
    try {
      this.#show(upload);
      const blobs = this.#files.get(content) ?? await Promise.all(files.map(async file => await (await fetch(file.contentUrl)).blob()));
      this.#files.set(content, blobs);
      const form = new FormData();
      const beside = { type: 'message', text: activity.text, from: { id: this.session.userId }, channelData: { clientActivityID: key } };
      form.append('activity', new Blob([JSON.stringify(beside)], { type: 'application/vnd.microsoft.activity' }), 'blob');
      blobs.forEach((blob, index) => form.append('file', blob, files[index]!.name));
      const path = `/conversations/${this.session.conversationId}/upload?userId=${encodeURIComponent(this.session.userId)}`;
      const progress = (sent: number, size: number) => this.#show({ ...upload, sent, size });
      const id = await this.#persist(key, true, () => this.#authorized(token => send<{ id: string }>(path, token, form, progress, cancel.signal)));
      forget();
      return id;
    } catch (error) {
      const why = error instanceof Refused && error.code !== 'ConversationEnded' ? refusals[error.status] : undefined;
      if (why || error instanceof Cancelled || isFinal(error)) forget();
      if (!why && !(error instanceof Cancelled)) throw error;
      if (why) this.onRefused(name, why);

      // Under the id of the upload: if its text is in already it is not there twice.
      if (activity.text) return await this.#post({ ...activity, attachments: undefined, channelData: { clientActivityID: key } });

      // Nothing is left of it: Web Chat shows no events, so its bubble goes.
      this.activity$.next({ type: 'event', name: 'filesNotSent', id: `not-sent-${key}`, from: activity.from, channelData: { clientActivityID: given } });
      return `not-sent-${key}`;
    } finally {
      this.#uploads.delete(key);
      this.uploads$.next([...this.#uploads.values()]);
    }
  }

  #show(upload: Upload) {
    this.#uploads.set(upload.key, upload);
    this.uploads$.next([...this.#uploads.values()]);
  }

  async #poll() {
    for (let failures = 0; this.#running;) {
      let more = false;
      try {
        const set = await this.#call<{ activities: Activity[]; watermark: string }>(
          `/conversations/${this.session.conversationId}/activities?watermark=${encodeURIComponent(this.#watermark)}`, {});
        failures = 0;
        more = set.activities.length >= 100;
        this.#watermark = set.watermark;
        this.reachable$.next(true);
        for (const activity of set.activities.map(shown)) {
          const key = activity.channelData?.clientActivityID;
          if (key) this.#echoed.get(key)?.(activity.id ?? key);
          if (key && this.#names.has(key)) this.#seen.set(key, activity);
          for (const name of (key && this.#names.get(key)) || [key]) this.activity$.next(name ? { ...activity, channelData: { clientActivityID: name } } : activity);
          if (activity.type === 'endOfConversation') this.#running = false;
        }
        this.isLive ||= !more;
      } catch (error) {
        if (error instanceof Refused && error.status === 404) {
          this.gone = true;
          this.#running = false;
        } else {
          this.reachable$.next(false);
          failures++;
        }
      }
      this.onChange();
      if (this.#running && !more) await Promise.race([pause(failures > 0 ? Math.min(500 * 2 ** failures, 8_000) : this.#hidden ? 3_000 : 1_000), new Promise<void>(woken => { this.#wake = woken; })]);
    }
  }

  #call<T>(path: string, init: RequestInit): Promise<T> {
    return this.#authorized(token => call<T>(path, { ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` } }));
  }

  async #authorized<T>(run: (token: string) => Promise<T>): Promise<T> {
    if (Date.now() > this.#refreshAt) await this.#refresh();
    try {
      return await run(this.session.token);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 403) throw error;
      await this.#refresh();
      return await run(this.session.token);
    }
  }

  /** The last activity that the customer has seen. */
  set seen(id: string | undefined) {
    if (id === undefined || id === this.session.seen) return;
    this.session = { ...this.session, seen: id };
    this.keep(this.session);
  }

  /** The chat has ended: pages need not look for its messages any more. */
  over() {
    if (this.session.over) return;
    this.session = { ...this.session, over: true };
    this.keep(this.session);
  }

  /** A fresh token, also long after the last one: the chat's id with its contact centre is the proof. */
  async #refresh() {
    const refreshed = await call<{ token: string; expires_in: number }>(
      `/conversations/${this.session.conversationId}`, { headers: { ContactCenterId: this.contactCenterId } });
    this.#refreshAt = Date.now() + refreshed.expires_in * 500;
    this.session = { ...this.session, token: refreshed.token };
    this.keep(this.session);
  }
}
