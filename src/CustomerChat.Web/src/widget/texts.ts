// Of each language the few texts of the bubble: they are in the script, so that a site's policy needs no source for them.
import { format, languageOf, type Text, type Values } from '../shared/texts';

type Key = 'open' | 'close' | 'panel' | 'unread';

const bubbles = import.meta.glob<Record<Key, Text>>('../languages/*.json', { eager: true, import: 'bubble' });
const fileOf = (language: string) => `../languages/${language}.json`;

/** The language of the chat for a page in some language. */
export const chatLanguageOf = (tag: string) => languageOf(tag, Object.keys(bubbles).map(file => file.slice(13, -5)));

export const bubbleTexts = (language: string) => (key: Key, values?: Values) =>
  format(language, bubbles[fileOf(language)]?.[key] ?? bubbles[fileOf('en')]![key], values);
