import type { Language } from '../widget/texts';

const en = {
  title: 'Chat with us', name: 'Your name', subject: 'What is it about?', start: 'Start the chat', starting: 'Starting …',
  notStarted: 'The chat could not be started. Please try again.',
  waiting: 'Waiting for an agent …', joined: (who: string) => `${who} has joined.`, left: (who: string) => `${who} has left.`,
  ended: 'The chat has ended.', offline: 'No connection. What you write is sent when it is back.', with: (who: string) => `You are talking to ${who}.`,
  end: 'End chat', reallyEnd: 'End this chat?', yes: 'Yes, end it', no: 'No, stay', download: 'Download the transcript', close: 'Close',
  again: 'Start a new chat', lost: 'This chat is not there any more.', you: 'You', file: 'chat',
};

const de: typeof en = {
  title: 'Chatten Sie mit uns', name: 'Ihr Name', subject: 'Worum geht es?', start: 'Chat beginnen', starting: 'Wird begonnen …',
  notStarted: 'Der Chat konnte nicht begonnen werden. Bitte versuchen Sie es noch einmal.',
  waiting: 'Bitte warten Sie, gleich ist jemand für Sie da …', joined: who => `${who} ist da.`, left: who => `${who} ist gegangen.`,
  ended: 'Der Chat ist beendet.', offline: 'Keine Verbindung. Was Sie schreiben, wird gesendet, sobald sie wieder da ist.', with: who => `Sie sprechen mit ${who}.`,
  end: 'Chat beenden', reallyEnd: 'Diesen Chat beenden?', yes: 'Ja, beenden', no: 'Nein, bleiben', download: 'Verlauf herunterladen', close: 'Schließen',
  again: 'Neuen Chat beginnen', lost: 'Diesen Chat gibt es nicht mehr.', you: 'Sie', file: 'chat',
};

export const panelTexts: Record<Language, typeof en> = { en, de };
export type Texts = typeof en;

/** Web Chat's own languages. */
export const webChatLocale: Record<Language, string> = { en: 'en-US', de: 'de-DE' };
