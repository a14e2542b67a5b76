import type { Message } from './api';

const said = new Set(['Text', 'PushUrl', 'FileUploaded']);

/** How many of the customer's messages came after the last one that was seen. */
export const unreadOf = (messages: readonly Message[], seenThrough: number) =>
  messages.filter(m => m.index > seenThrough && m.from.type === 'Customer' && said.has(m.type)).length;

/** The page's title, with the number of waiting chats and unread messages together. */
export const titleOf = (waiting: number, unread: number) => (waiting + unread > 0 ? `(${waiting + unread}) Agent desk` : 'Agent desk');
