// A client of the relay's Direct Line that polls. It does two things that the usual Direct Line client does not do. A poll that fails only delays the next poll.
// A message whose answer was lost is sent again under its first id, so that it can't be in the chat twice.
import type { Session } from '../shared/messages';
import type { Activity, Attachment } from './activities';
import { isShown } from './files';

/** Web Chat's numbers for the connection. Web Chat always gets "online": otherwise the customer could not write while the connection is away. */
const status = { connecting: 1, online: 2 } as const;

/** How long the client retries a message by itself, in milliseconds. It is a little less than Web Chat's own time limit. */
const patience = 18_000;

type Observer<T> = { next?: (value: T) => void; error?: (error: unknown) => void; complete?: () => void };
type Subscribe<T> = Observer<T> | ((value: T) => void);

const observerOf = <T>(given?: Subscribe<T>): Observer<T> => (typeof given === 'function' ? { next: given } : (given ?? {}));

/** The parts of an observable that Web Chat needs. A late subscriber gets the kept values, from the first one on. */
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

  /** The same values, each changed by a function. Each subscriber has its own function, which gets the values in their order. */
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

/** Like {@link call}, for uploads. It reports the progress, and has no time limit. */
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

/** Opens a chat. All tries use the same token, so only one chat is opened, even if answers are lost. */
export async function open(contactCenterId: string, name: string | undefined, subject: string | undefined, endpoint: string | undefined, userData: Record<string, string>, isMessage: boolean): Promise<Session> {
  const userId = crypto.randomUUID();
  const user = { id: userId, name };
  const { token, conversationId } = await call<{ token: string; conversationId: string }>(
    '/tokens/generate', { method: 'POST', headers: { ...json, ContactCenterId: contactCenterId }, body: JSON.stringify({ user }) });
  const start = () => call<{ token: string }>('/conversations', {
    method: 'POST', headers: { ...json, Authorization: `Bearer ${token}` }, body: JSON.stringify({ user, channelData: { subject, endpoint, userData, isMessage } }),
  });
  const opened = await start().catch(error => error instanceof Refused && error.status < 500 ? Promise.reject(error) : pause(1_000).then(start));
  return { conversationId, token: opened.token, userId };
}

/** An upload of files that is running. */
export interface Upload { key: string; name: string; sent: number; size: number; cancel: () => void }

/** Why files were not taken. */
export type Refusal = 'tooLarge' | 'notTaken' | 'notNow' | 'tooMuch';

const refusals: Record<number, Refusal> = { 409: 'notNow', 413: 'tooLarge', 415: 'notTaken', 429: 'tooMuch' };

/** Whether the relay has refused the request for good: a retry would get the same answer. */
const isFinal = (error: unknown) => error instanceof Refused && error.status < 500 && error.status !== 429;

/**
 * Prepares a customer's own files for Web Chat. Web Chat shows such a file only by its thumbnail, and assumes that a browser can show every type of picture.
 */
const shown = (activity: Activity): Activity => activity.attachments ? {
  ...activity,
  attachments: activity.attachments.map(file => isShown(file.contentType)
    ? { ...file, thumbnailUrl: file.contentUrl }
    : { ...file, contentType: 'application/octet-stream' }),
} : activity;

/** Identifies a message by its text and files. A "try again" has the same text and files, but another id and other addresses of the files. */
const contentOf = (activity: Activity) =>
  JSON.stringify([activity.text, ...(activity.attachments?.length ? [activity.attachments.map(file => file.name), activity.channelData?.attachmentSizes] : [])]);

export class RelayLine {
  readonly activity$ = new Replayed<Activity>(Infinity);
  readonly connectionStatus$ = new Replayed<number>(1);
  /** Whether the last poll got an answer. */
  readonly reachable$ = new Replayed<boolean>(1);
  /** Set when the relay no longer knows the chat. */
  gone = false;
  /** Set when all earlier activities have been read: activities that come now are new. */
  isLive = false;
  onChange: () => void = () => {};
  /** The uploads that are running. */
  readonly uploads$ = new Replayed<readonly Upload[]>(1);
  /** Called for files that the relay refused. The text beside them is sent in any case. */
  onRefused: (name: string, why: Refusal) => void = () => {};

  #watermark = '';
  #running = true;
  #wake: () => void = () => {};
  #hidden = false;
  #refreshAt = 0;
  /**
   * Web Chat's ids of a message, by the id that the relay knows: each "try again" has a new id. The echo is passed on under every one of them, so that all tries
   * become one bubble.
   */
  readonly #names = new Map<string, string[]>();
  readonly #uploads = new Map<string, Upload>();
  /** The files of uploads that have not finished. */
  readonly #files = new Map<string, readonly Blob[]>();
  /** Echoes, by the id that the relay knows. A "try again" that comes after the echo gets the echo at once. */
  readonly #seen = new Map<string, Activity>();
  /** Messages whose tries had no answer, with their ids. The relay may have taken them under these ids. */
  readonly #unsure = new Map<string, string>();
  /** The callbacks of messages that wait for an answer. The echo in the transcript counts as an answer too. */
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
    // A "try again" has a new id. If the relay may have taken the first try, this is the same message, and it keeps its first id.
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

  /** Posts until there is an answer, or the echo is in the transcript, or a retry is useless. */
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
        // The time that a long upload took does not count as time for retries.
        if (Date.now() - startedAt > patience) givesUpAt = Date.now() + patience;
      }
    }
  }

  /** Sends a text and its files as one upload. If the relay refuses the files, or the customer cancels the upload, the text is sent alone. */
  async #upload(activity: Activity, files: readonly Attachment[], key: string, given: string): Promise<string> {
    const content = contentOf(activity);
    const cancel = new AbortController();
    const name = files.map(file => file.name).join(', ');
    const upload: Upload = { key, name, sent: 0, size: 0, cancel: () => cancel.abort() };
    // A "try again" may come before the upload has ended. When the echo of the text is there, the "try again" has the text alone.
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

      // The text is sent under the id of the upload. If the relay has already taken the text, it is not in the chat twice.
      if (activity.text) return await this.#post({ ...activity, attachments: undefined, channelData: { clientActivityID: key } });

      // The message had no text, so nothing remains. Web Chat shows no events, so this event removes the bubble.
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

  /** The id of the last activity that the customer has seen. */
  set seen(id: string | undefined) {
    if (id === undefined || id === this.session.seen) return;
    this.session = { ...this.session, seen: id };
    this.keep(this.session);
  }

  /** Notes that the chat has ended: pages need not fetch its messages any more. */
  over() {
    if (this.session.over) return;
    this.session = { ...this.session, over: true };
    this.keep(this.session);
  }

  /** Gets a new token, also long after the last one has expired: the chat's id and its contact centre's id are enough for it. */
  async #refresh() {
    const refreshed = await call<{ token: string; expires_in: number }>(
      `/conversations/${this.session.conversationId}`, { headers: { ContactCenterId: this.contactCenterId } });
    this.#refreshAt = Date.now() + refreshed.expires_in * 500;
    this.session = { ...this.session, token: refreshed.token };
    this.keep(this.session);
  }
}
