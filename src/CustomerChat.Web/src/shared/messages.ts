// What the widget on a site and the panel in its frame say to each other.
import type { Language } from '../widget/texts';

/** A chat that was opened: enough to come back to it. */
export interface Session { conversationId: string; token: string; userId: string }

export interface Colours { accent?: string; onAccent?: string; background?: string; text?: string; scheme?: string }

export interface Init {
  kind: 'init'; contactCenterId: string; language: Language; colours: Colours; session: Session | null; endpoint?: string; page: string;
}

export type ToPanel = Init | { kind: 'session'; session: Session | null } | { kind: 'shown'; shown: boolean };

export type ToWidget = { kind: 'ready' } | { kind: 'session'; session: Session | null } | { kind: 'close' } | { kind: 'unread'; count: number };

/** Marks a message as one of these. */
export const mark = { source: 'customer-chat' } as const;

const isOurs = (data: unknown): data is { kind: unknown } =>
  typeof data === 'object' && data !== null && (data as { source?: unknown }).source === mark.source;

export const isToWidget = (data: unknown): data is ToWidget => isOurs(data);
export const isToPanel = (data: unknown): data is ToPanel => isOurs(data);

export const isSession = (value: unknown): value is Session =>
  typeof value === 'object' && value !== null && typeof (value as Session).conversationId === 'string' && typeof (value as Session).token === 'string';
