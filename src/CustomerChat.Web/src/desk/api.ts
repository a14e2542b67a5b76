// The contact centre's API for agents. Agents log in with HTTP Basic.
export interface Participant { nickname: string; participantId: string; type: 'Customer' | 'Agent' | 'External' }

export interface Chat {
  id: string; state: 'WaitingForAgent' | 'Chatting' | 'Idle'; nickname: string; subject: string; queue: string; agent: string | null;
  userData: Record<string, string>; openedAt: string; endedAt: string | null; waitingSeconds: number; participants: Participant[];
  /** The customer's consent; null = not known. */
  consent: { state: 'OptedIn' | 'OptedOut'; scope: 'All' | 'Marketing' | null } | null;
  isBlocked: boolean;
}

/** How far an agent's message has got on its way to the customer. */
export interface Delivery { state: 'Sent' | 'Delivered' | 'Read' | 'Failed'; reason?: string | null }

export interface Message {
  index: number; type: string; from: Participant; text?: string; noticeText?: string; url?: string; visibility: 'All' | 'Agents'; timestampSeconds: number; delivery?: Delivery | undefined;
}

export interface Me { userName: string; state: 'Ready' | 'NotReady' | 'LoggedOut'; colleagues: string[] }

export class Api {
  readonly #credentials: string;

  constructor(readonly user: string, password: string) {
    this.#credentials = btoa(String.fromCharCode(...new TextEncoder().encode(`${user}:${password}`)));
  }

  me = async () => (await this.#call<{ user: Me }>('GET', '')).user;
  session = (operationName: 'StartContactCenterSession' | 'EndContactCenterSession' | 'Ready' | 'NotReady') => this.#call('POST', '', { operationName, channels: ['chat'] });
  chats = async () => (await this.#call<{ chats: Chat[] }>('GET', '/chats?fields=*')).chats;
  history = async () => (await this.#call<{ chats: Chat[] }>('GET', '/chats?fields=*&state=Idle')).chats;
  messages = async (id: string) => (await this.#call<{ messages: Message[] }>('GET', `/chats/${encodeURIComponent(id)}/messages`)).messages;
  /** The customer's earlier chats from the same address, newest first. */
  earlier = async (id: string) => (await this.#call<{ chats: Chat[] }>('GET', `/chats/${encodeURIComponent(id)}/earlier`)).chats;
  /** Uploads a file. Returns the link to the file, which the agent then sends. */
  upload = async (id: string, file: File) => (await this.#call<{ url: string }>(
    'POST', `/chats/${encodeURIComponent(id)}/files?name=${encodeURIComponent(file.name)}`, file)).url;
  operate = (id: string, operationName: string, more: object = {}) => this.#call('POST', `/chats/${encodeURIComponent(id)}`, { operationName, ...more });

  async #call<T>(method: string, path: string, body?: object): Promise<T> {
    const isFile = body instanceof File;
    const response = await fetch(`/api/v2/me${path}`, {
      method,
      // With X-Requested-With, the server does not make the browser ask for a password.
      headers: { Authorization: `Basic ${this.#credentials}`, 'Content-Type': isFile ? body.type || 'application/octet-stream' : 'application/json', 'X-Requested-With': 'desk' },
      body: isFile ? body : body && JSON.stringify(body),
      signal: AbortSignal.timeout(isFile ? 120_000 : 10_000),
    });
    const reply = await response.json() as T & { statusCode: number; statusMessage?: string };
    if (reply.statusCode !== 0) throw new Error(reply.statusMessage);
    return reply;
  }
}
