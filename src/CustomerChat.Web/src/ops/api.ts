// The operators' API. Requests carry the key that the operator typed, and the key is kept in this page's memory only. An operator who has signed in needs no key:
// the browser adds a cookie of the platform's sign-in.
export interface Chat {
  id: string; contactCenterId: string; contactCenterName: string; channel: string; account: string | null; state: string; endReason: string | null;
  openedAt: string; lastActivityAt: string; endedAt: string | null; lastPollAt: string | null;
  lastIndex: number; notSent: number; notDelivered: number; problems: string[];
  waitsSince: string | null; heldSince: string | null;
}

/** A channel account whose provider takes no messages until somebody corrects the cause. */
export interface AccountFault { channel: string; account: string; reason: string; since: string; seenAt: string }

export interface Page { chats: Chat[]; continuation: string | null; accountsAtFault: AccountFault[] }

export interface Detail {
  chat: Chat;
  watermarks: Record<string, number | boolean | string | null>;
  runtime: { status: string; lastPollAt: string | null; failures: number | null } | null;
  delivery: { attempts: number; nextTryAt: string | null; leaseUntil: string | null } | null;
}

export interface Entry {
  index: number; type: string; from: string; fromType: string; text: string | null; at: string; upstream: string; delivery: string | null;
  deliveryError: string | null; providerId: string | null;
  files: { name: string; type: string; size: number; link: string | null }[];
}

export interface DeadLetter { id: string; chatId: string; index: number; direction: 'up' | 'down' | 'event'; reason: string; at: string }

export interface Replayed { done: number; letters: { id: string; done: boolean; reason: string | null }[] }

/** The figures of one step of time. Durations are in seconds. */
export interface Point {
  at: string; open: number; waiting: number; opened: number; ended: number; fromCustomers: number; toCustomers: number;
  answered: number; firstAnswer: number | null; firstAnswerMax: number | null; pollLag: number | null; pollLagMax: number | null; pollsFailed: number;
  delivered: number; deliveryLagMax: number | null; triedAgain: number; failed: number; deadLetters: number;
}

export interface Reason { outcome: 'later' | 'atFault' | 'failed'; reason: string; count: number }

export interface ChannelFigures {
  channel: string; account: string | null; fromCustomers: number; toCustomers: number; delivered: number; deliveryLagMax: number | null;
  triedAgain: number; failed: number; reasons: Reason[];
}

export interface CenterFigures { id: string; name: string; requests: number; failed: number; reasons: Reason[] }

export interface Minutes { from: string; to: string; step: number; points: Point[]; total: Point; channels: ChannelFigures[]; contactCenters: CenterFigures[] }

export interface Person { channel: string; account?: string; address: string }

export interface Consent {
  channel: string; account: string; address: string; state: 'optedIn' | 'optedOut'; scope: 'all' | 'marketing'; cause: string; at: string; reason: string | null;
}

export interface Block { id: string; channel: string; account: string | null; address: string | null; prefix: string | null; reason: string; by: string | null; at: string }

/** Whether somebody can sign in here instead of typing a key (only in Azure), and whether they have. */
export type SignIn = 'off' | 'needed' | 'refused' | 'done';

export const channels = ['sms', 'whatsapp', 'messenger', 'telegram', 'webhook'];

/** Saves a file for the operator. A plain link would not work, because a request for the file may need the key. */
export function save(file: Blob, name: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

export class Api {
  /** @param key The operator's key; null = the operator has signed in. */
  constructor(readonly key: string | null) {}

  async signIn(): Promise<SignIn> {
    const { status } = await this.#fetch('GET', '/chats?limit=1');
    return status === 200 ? 'done' : status === 401 ? 'needed' : status === 403 ? 'refused' : 'off';
  }

  chats = (query: Record<string, string>) => this.#json<Page>('GET', `/chats?${new URLSearchParams(query)}`);
  find = (person: Person) => this.#json<Page>('POST', '/find', person);
  erase = (person: Person) => this.#json<{ chats: string[]; rows: number; erasedAt: string }>('POST', '/erase', person);
  chat = (id: string) => this.#json<Detail>('GET', `/chats/${id}`);
  transcript = async (id: string) => (await this.#json<{ entries: Entry[] }>('GET', `/chats/${id}/transcript`)).entries;
  file = async (id: string, format: 'text' | 'html') => (await this.#call('GET', `/chats/${id}/transcript?format=${format}`)).blob();
  end = (id: string) => this.#json('POST', `/chats/${id}/end`);
  eraseChat = (id: string) => this.#json('DELETE', `/chats/${id}`);
  deadLetters = async (query: Record<string, string>) => (await this.#json<{ deadLetters: DeadLetter[] }>('GET', `/dead-letters?${new URLSearchParams(query)}`)).deadLetters;
  replayAll = (ids: string[]) => this.#json<Replayed>('POST', '/dead-letters/replay', { ids });
  minutes = (query: Record<string, string>) => this.#json<Minutes>('GET', `/minutes?${new URLSearchParams(query)}`);
  minutesFile = async (query: Record<string, string>) => (await this.#call('GET', `/minutes?${new URLSearchParams({ ...query, format: 'csv' })}`)).blob();
  replay = async (id: string) => {
    const response = await this.#fetch('POST', `/dead-letters/${id}/replay`);
    return await response.json() as { done: boolean; reason?: string };
  };

  consents = (query: Record<string, string>) => this.#json<{ consents: Consent[]; continuation: string | null }>('GET', `/consents?${new URLSearchParams(query)}`);
  consentsFile = async (query: Record<string, string>) => (await this.#call('GET', `/consents?${new URLSearchParams({ ...query, format: 'csv' })}`)).blob();
  correct = (consent: { channel: string; account: string; address: string; state: string; reason: string }) => this.#json<Consent>('POST', '/consents', consent);
  blocks = (query: Record<string, string>) => this.#json<{ blocks: Block[]; continuation: string | null }>('GET', `/blocks?${new URLSearchParams(query)}`);
  block = (block: { channel: string; account?: string; address?: string; prefix?: string; reason: string; by?: string }) => this.#json<Block>('POST', '/blocks', block);
  unblock = (id: string) => this.#json('DELETE', `/blocks/${id}`);

  async #json<T>(method: string, path: string, body?: object): Promise<T> {
    return await (await this.#call(method, path, body)).json() as T;
  }

  async #call(method: string, path: string, body?: object) {
    const response = await this.#fetch(method, path, body);
    if (response.ok) return response;
    const said = response.status === 401 ? (this.key === null ? 'Your sign-in has expired. Load this page again.' : 'The key is missing or wrong.') : ((await response.json().catch(() => null)) as { statusMessage?: string } | null)?.statusMessage;
    throw new Error(said ?? `The relay answered ${response.status}.`);
  }

  #fetch(method: string, path: string, body?: object) {
    return fetch(`/api/${this.key === null ? 'signed-in/' : ''}ops${path}`, {
      method, headers: { ...(this.key !== null && { 'x-functions-key': this.key }), ...(body && { 'Content-Type': 'application/json' }) }, body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
  }
}
