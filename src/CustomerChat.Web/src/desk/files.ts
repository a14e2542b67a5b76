// Files in messages are links. A customer's file is a link to the relay, after a text that names the file. An agent's file is a link to the contact centre, alone.
import type { Message } from './api';

export interface FilePart { url: string; name: string; kind: 'picture' | 'audio' | 'video' | 'other' }

const links = /(?:^|\s)(https?:\/\/\S+?\/(?:api\/files\/[\w-]+|files\/[0-9a-f]{32}\/\S+))(?=\s|$)/g;

/** The text that the relay writes before a file's link. */
const label = /\[([^\]]+)\] (.+) \([\d.]+ (?:bytes|kB|MB|GB)\)$/;

const endings: [FilePart['kind'], RegExp][] = [
  ['picture', /\.(png|jpe?g|jpe|jfif|gif|webp|avif|bmp)$/i],
  ['audio', /\.(mp3|m4a|ogg|oga|opus|wav|weba|aac|flac)$/i],
  ['video', /\.(mp4|m4v|webm|ogv|mov)$/i],
];

function kindOf(name: string, said: string): FilePart['kind'] {
  const kind = endings.find(([, ending]) => ending.test(name))?.[0] ?? 'other';
  // Some endings are used both for audio files and for videos.
  return kind === 'video' && /^(audio|voice)/.test(said) ? 'audio' : kind;
}

const lastOf = (url: string) => {
  try {
    return decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '');
  } catch {
    return url;
  }
};

export function partsOf(message: Message): { text: string; files: FilePart[] } {
  const said = message.type === 'PushUrl' ? [message.text, message.url].filter(Boolean).join(' ') : (message.text ?? '');
  const urls = [...said.matchAll(links)].map(match => match[1]!).filter(url => URL.canParse(url));
  const text = urls.length > 0 ? said.replace(links, '').trim() : said;
  const [, kind = '', name] = label.exec(text) ?? [];
  return {
    text,
    files: urls.map((url, index) => {
      // The relay's links do not show the file's name. Only the text before the first link names a file.
      const known = url.includes('/api/files/') ? (index === 0 && name) || 'file' : lastOf(url);
      return { url, name: known, kind: kindOf(known, kind) };
    }),
  };
}
