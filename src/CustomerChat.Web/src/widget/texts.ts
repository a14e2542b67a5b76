// The few texts of the bubble, in every language. They are in the script, so a site's policy needs no source for them.
import { format, languageOf, type Text, type Values } from '../shared/texts';

type Key = 'open' | 'close' | 'panel' | 'unread';

const bubbles = import.meta.glob<Record<Key, Text>>('../languages/*.json', { eager: true, import: 'bubble' });
const fileOf = (language: string) => `../languages/${language}.json`;

/** The chat's language for a page with this language tag. */
export const chatLanguageOf = (tag: string) => languageOf(tag, Object.keys(bubbles).map(file => file.slice(13, -5)));

export const bubbleTexts = (language: string) => (key: Key, values?: Values) =>
  format(language, bubbles[fileOf(language)]?.[key] ?? bubbles[fileOf('en')]![key], values);
