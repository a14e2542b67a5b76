// The panel's texts. English is in the script. Each other language is a file of its own, and only the needed one is fetched.
import english from '../languages/en.json';
import { format, type Text, type Values } from '../shared/texts';

export type Key = keyof typeof english.panel;

/** A text in the customer's language. */
export type Texts = (key: Key, values?: Values) => string;

export interface Language { code: string; dir: 'ltr' | 'rtl'; webChat: string; texts: Texts }

interface LanguageFile { dir: string; webChat: string; panel: Partial<Record<Key, Text>> }

const files = import.meta.glob<LanguageFile>(['../languages/*.json', '!../languages/en.json'], { import: 'default' });

export async function load(language: string): Promise<Language> {
  // If the language can't be fetched, the chat works in English.
  const file: LanguageFile | undefined = await files[`../languages/${language}.json`]?.().catch(() => undefined);
  const code = file ? language : 'en';
  const { dir, webChat, panel }: LanguageFile = file ?? english;
  const texts: Texts = (key, values = {}) => {
    const own = panel[key];
    return format(own === undefined ? 'en' : code, own ?? english.panel[key], dir === 'rtl' ? isolated(values) : values);
  };
  return { code, dir: dir === 'rtl' ? 'rtl' : 'ltr', webChat, texts };
}

/** Isolates names and file names, so that a name with another writing direction does not change the text around it. */
const isolated = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? `\u2068${value}\u2069` : value]));
