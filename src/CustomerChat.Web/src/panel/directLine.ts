// The relay's Direct Line, polled. Made for what its usual client does not do: a poll that fails only delays the next, and a
// message whose answer was lost is sent again under its first id, so that it can't be there twice.
import type { Session } from '../shared/messages';
import type { Activity } from './activities';

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
}

class Refused extends Error {
  constructor(readonly status: number) { super(`The relay answered ${status}.`); }
}

const pause = (milliseconds: number) => new Promise<void>(done => setTimeout(done, milliseconds));

async function call<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(`/v3/directline${path}`, { ...init, signal: AbortSignal.timeout(20_000) });
  if (!response.ok) throw new Refused(response.status);
  return await response.json() as T;
}

const json = { 'Content-Type': 'application/json' };

/** Opens a chat. With one token for all tries it is opened once, however often an answer is lost. */
export async function open(contactCenterId: string, name: string, subject: string, endpoint: string | undefined, userData: Record<string, string>): Promise<Session> {
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

export class RelayLine {
  readonly activity$ = new Replayed<Activity>(Infinity);
  readonly connectionStatus$ = new Replayed<number>(1);
  /** Whether the last poll got its answer. */
  readonly reachable$ = new Replayed<boolean>(1);
  /** Set when the chat is not there any more. */
  gone = false;
  onChange: () => void = () => {};

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
  /** Texts whose tries had no answer: they may be in, under this id. */
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
    const key = (activity.type === 'message' && this.#unsure.get(activity.text ?? '')) || given;
    if (activity.type === 'message') this.#names.set(key, [...(this.#names.get(key) ?? []), given]);
    const body = JSON.stringify({ type: activity.type, text: activity.text, name: activity.name, channelData: { clientActivityID: key } });
    const echo = new Promise<string>(resolve => this.#echoed.set(key, resolve));
    const givesUpAt = Date.now() + patience;
    for (let attempt = 1; ; attempt++) {
      try {
        const posted = this.#authorized<{ id: string }>(`/conversations/${this.session.conversationId}/activities`, { method: 'POST', headers: json, body });
        const id = await Promise.race([echo, posted.then(reply => reply.id)]);
        this.#echoed.delete(key);
        if (activity.type === 'message') this.#unsure.delete(activity.text ?? '');
        this.#wake();
        return id;
      } catch (error) {
        if (activity.type !== 'message' || Date.now() > givesUpAt || (error instanceof Refused && error.status < 500 && error.status !== 429)) {
          if (activity.type === 'message' && !(error instanceof Refused && error.status < 500)) this.#unsure.set(activity.text ?? '', key);
          throw error;
        }
        await Promise.race([echo, pause(Math.min(attempt * 500, 2_000))]);
      }
    }
  }

  async #poll() {
    for (let failures = 0; this.#running;) {
      let more = false;
      try {
        const set = await this.#authorized<{ activities: Activity[]; watermark: string }>(
          `/conversations/${this.session.conversationId}/activities?watermark=${encodeURIComponent(this.#watermark)}`, {});
        failures = 0;
        more = set.activities.length >= 100;
        this.#watermark = set.watermark;
        this.reachable$.next(true);
        for (const activity of set.activities) {
          const key = activity.channelData?.clientActivityID;
          if (key) this.#echoed.get(key)?.(activity.id ?? key);
          for (const name of (key && this.#names.get(key)) || [key]) this.activity$.next(name ? { ...activity, channelData: { clientActivityID: name } } : activity);
          if (activity.type === 'endOfConversation') this.#running = false;
        }
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

  async #authorized<T>(path: string, init: RequestInit): Promise<T> {
    if (Date.now() > this.#refreshAt) await this.#refresh();
    const headers = () => ({ ...init.headers, Authorization: `Bearer ${this.session.token}` });
    try {
      return await call<T>(path, { ...init, headers: headers() });
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 403) throw error;
      await this.#refresh();
      return await call<T>(path, { ...init, headers: headers() });
    }
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
