// The messages between the widget on a site and the panel in its frame.
import type { CustomerChatMessage, CustomerChatUser } from '../widget/customer-chat';

/** The data of an open chat that is needed to come back to it. */
export interface Session {
  conversationId: string; token: string; userId: string;
  /** The last activity that the customer has seen, in any tab. */
  seen?: string;
  /** The chat has ended. It is kept so that the customer can read it. */
  over?: boolean;
}

export interface Colours { accent?: string; onAccent?: string; background?: string; text?: string; scheme?: string }

/** The names of values that the panel keeps in the site's storage, because some browsers block the storage of frames. */
export type Kept = 'draft' | 'sound';

export interface Init {
  kind: 'init'; contactCenterId: string; language: string; colours: Colours; session: Session | null; endpoint?: string; page: string;
  /** The fields of the form before the chat, and the text that the customer must agree to; see the documentation of the attributes. */
  fields?: string; consent?: string;
  sound: boolean;
  user: CustomerChatUser; kept: Partial<Record<Kept, string>>;
}

export type ToPanel =
  | Init
  | { kind: 'session'; session: Session | null }
  | { kind: 'shown'; shown: boolean }
  | { kind: 'user'; user: CustomerChatUser };

export type ToWidget =
  | { kind: 'ready' }
  | { kind: 'session'; session: Session | null }
  | { kind: 'close' }
  | { kind: 'unread'; count: number }
  | { kind: 'keep'; name: Kept; value: string | null }
  | { kind: 'event'; name: 'start' | 'end' }
  | { kind: 'event'; name: 'message'; detail: CustomerChatMessage };

/** Marks a message as one of the widget's or the panel's. */
export const mark = { source: 'customer-chat' } as const;

const isOurs = (data: unknown): data is { kind: unknown } =>
  typeof data === 'object' && data !== null && (data as { source?: unknown }).source === mark.source;

export const isToWidget = (data: unknown): data is ToWidget => isOurs(data);
export const isToPanel = (data: unknown): data is ToPanel => isOurs(data);

export const isSession = (value: unknown): value is Session =>
  typeof value === 'object' && value !== null && typeof (value as Session).conversationId === 'string' && typeof (value as Session).token === 'string';
