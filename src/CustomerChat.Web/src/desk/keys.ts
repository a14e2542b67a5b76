/** The actions that have a keyboard shortcut. */
export type Shortcut = 'next' | 'previous' | 'accept' | 'end' | 'reply' | 'help';

/** All shortcuts, as the help shows them. */
export const shortcuts: readonly (readonly [keys: string, does: string])[] = [
  ['Alt + ↓', 'next chat'], ['Alt + ↑', 'previous chat'], ['Alt + A', 'accept the chat that is shown, or the one that waits longest'], ['Alt + X', 'end the chat'],
  ['Alt + R', 'write the answer'], ['/', 'canned replies, in an empty answer'], ['?', 'this help, outside a field'], ['Enter', 'send'], ['Shift + Enter', 'a new line'],
];

const byKey: Record<string, Shortcut> = { ArrowDown: 'next', ArrowUp: 'previous', a: 'accept', x: 'end', r: 'reply' };

/** On some keyboards, such as a Mac's, Alt changes the letter of a key. There the place of the key counts. */
const byPlace: Record<string, Shortcut> = { KeyA: 'accept', KeyX: 'end', KeyR: 'reply' };

export interface Pressed { key: string; code: string; altKey: boolean; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean }

/** The action of a key; null = the key is not a shortcut of the desk. */
export function shortcutOf(pressed: Pressed, inField: boolean): Shortcut | null {
  if (pressed.ctrlKey || pressed.metaKey) return null;
  if (!pressed.altKey) return pressed.key === '?' && !inField ? 'help' : null;
  if (pressed.shiftKey) return null;
  const key = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key;
  return byKey[key] ?? (/^[a-z]$/.test(key) ? null : byPlace[pressed.code] ?? null);
}

/** The chat after or before the current one. Without a current chat: the first or the last one. */
export function beside<T>(all: readonly T[], current: T | undefined, step: 1 | -1): T | undefined {
  const at = current === undefined ? -1 : all.indexOf(current);
  return at < 0 ? all.at(step > 0 ? 0 : -1) : all[(at + step + all.length) % all.length];
}
