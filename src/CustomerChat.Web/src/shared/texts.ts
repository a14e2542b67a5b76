// The languages. Each is a file in ../languages, made for translators. A text that is missing is shown in English.

/** A text, or one text for each plural category of the language. */
export type Text = string | Partial<Record<Intl.LDMLPluralRule, string>>;

export type Values = Record<string, string | number>;

/** The language of a tag such as `pt-BR`, if the list has it; otherwise English. */
export const languageOf = (tag: string, languages: readonly string[]): string => {
  const language = tag.toLowerCase().split(/[-_]/)[0]!.replace(/^iw$/, 'he');
  return languages.includes(language) ? language : 'en';
};

/** A text with its values filled in. The value `count` chooses the plural form. */
export function format(language: string, text: Text, values: Values = {}): string {
  const form = typeof text === 'string' ? text : text[new Intl.PluralRules(language).select(Number(values.count))] ?? text.other ?? '';
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? value.toLocaleString(language) : value;
  });
}
