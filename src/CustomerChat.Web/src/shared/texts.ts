// The languages: a file each in ../languages, made for translators. English is the fallback for what is missing.

/** A text, or one for each of the language's plural categories. */
export type Text = string | Partial<Record<Intl.LDMLPluralRule, string>>;

export type Values = Record<string, string | number>;

/** The language of a tag such as `pt-BR`, if it is one of these; else English. */
export const languageOf = (tag: string, languages: readonly string[]): string => {
  const language = tag.toLowerCase().split(/[-_]/)[0]!.replace(/^iw$/, 'he');
  return languages.includes(language) ? language : 'en';
};

/** A text with its values in it; which of its plural forms, `count` says. */
export function format(language: string, text: Text, values: Values = {}): string {
  const form = typeof text === 'string' ? text : text[new Intl.PluralRules(language).select(Number(values.count))] ?? text.other ?? '';
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? value.toLocaleString(language) : value;
  });
}
