export type Language = 'en' | 'de';

export const languageOf = (tag: string): Language => (tag.toLowerCase().startsWith('de') ? 'de' : 'en');

export const bubbleTexts = {
  en: { open: 'Open the chat', close: 'Close the chat', panel: 'Chat', unread: 'new' },
  de: { open: 'Chat öffnen', close: 'Chat schließen', panel: 'Chat', unread: 'neu' },
} satisfies Record<Language, unknown>;
