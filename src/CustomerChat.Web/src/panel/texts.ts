import type { Language } from '../widget/texts';

const en = {
  title: 'Chat with us', name: 'Your name', subject: 'What is it about?', start: 'Start the chat', starting: 'Starting …',
  notStarted: 'The chat could not be started. Please try again.',
  waiting: 'Waiting for an agent …', joined: (who: string) => `${who} has joined.`, left: (who: string) => `${who} has left.`,
  ended: 'The chat has ended.', offline: 'No connection. What you write is sent when it is back.', with: (who: string) => `You are talking to ${who}.`,
  end: 'End chat', reallyEnd: 'End this chat?', yes: 'Yes, end it', no: 'No, stay', download: 'Download the transcript', close: 'Close',
  again: 'Start a new chat', lost: 'This chat is not there any more.', you: 'You', file: 'chat',
  attach: 'Attach files', chosen: 'Files to send', remove: (name: string) => `Do not send ${name}`, dropHere: 'Drop files here', dismiss: 'Dismiss',
  sending: (name: string) => `Sending ${name}`, cancel: 'Cancel',
  tooLarge: (name: string, size?: string) => (size ? `${name} was not sent: a file may have at most ${size}.` : `${name} was not sent: it is too large.`),
  notTaken: (name: string) => `${name} was not sent: files of this kind are not accepted here.`,
  notNow: (name: string) => `${name} was not sent: it could not be checked. Please try again later.`,
  tooMuch: (name: string) => `${name} was not sent: these are too many or too large files for now. Please try again later.`,
  tooMany: (count: number) => `A message may bring at most ${count} files.`,
  filesOff: 'Files can\'t be sent in this chat.',
};

const de: typeof en = {
  title: 'Chatten Sie mit uns', name: 'Ihr Name', subject: 'Worum geht es?', start: 'Chat beginnen', starting: 'Wird begonnen …',
  notStarted: 'Der Chat konnte nicht begonnen werden. Bitte versuchen Sie es noch einmal.',
  waiting: 'Bitte warten Sie, gleich ist jemand für Sie da …', joined: who => `${who} ist da.`, left: who => `${who} ist gegangen.`,
  ended: 'Der Chat ist beendet.', offline: 'Keine Verbindung. Was Sie schreiben, wird gesendet, sobald sie wieder da ist.', with: who => `Sie sprechen mit ${who}.`,
  end: 'Chat beenden', reallyEnd: 'Diesen Chat beenden?', yes: 'Ja, beenden', no: 'Nein, bleiben', download: 'Verlauf herunterladen', close: 'Schließen',
  again: 'Neuen Chat beginnen', lost: 'Diesen Chat gibt es nicht mehr.', you: 'Sie', file: 'chat',
  attach: 'Dateien anhängen', chosen: 'Dateien, die gesendet werden', remove: name => `${name} nicht senden`, dropHere: 'Dateien hier ablegen', dismiss: 'Ausblenden',
  sending: name => `${name} wird gesendet`, cancel: 'Abbrechen',
  tooLarge: (name, size) => (size ? `${name} wurde nicht gesendet: Eine Datei darf höchstens ${size} haben.` : `${name} wurde nicht gesendet: Die Datei ist zu groß.`),
  notTaken: name => `${name} wurde nicht gesendet: Dateien dieser Art werden hier nicht angenommen.`,
  notNow: name => `${name} wurde nicht gesendet: Die Datei konnte nicht geprüft werden. Bitte versuchen Sie es später noch einmal.`,
  tooMuch: name => `${name} wurde nicht gesendet: Das sind im Moment zu viele oder zu große Dateien. Bitte versuchen Sie es später noch einmal.`,
  tooMany: count => `Eine Nachricht kann höchstens ${count} Dateien mitbringen.`,
  filesOff: 'In diesem Chat können keine Dateien gesendet werden.',
};

export const panelTexts: Record<Language, typeof en> = { en, de };
export type Texts = typeof en;

/** Web Chat's own languages. */
export const webChatLocale: Record<Language, string> = { en: 'en-US', de: 'de-DE' };
