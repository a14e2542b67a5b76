// Finds links in messages. A link has one of four schemes; everything else stays text.

export interface Part { text: string; href?: string }

const web = String.raw`https?:\/\/[^\s<>"]+`;
const scheme = String.raw`(?:mailto|tel):[^\s<>"]+`;
const mail = String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`;

/** A phone number with a country code; with a leading 0 and a space, a dash or a slash in it; or in the North American form. */
const phone = String.raw`\+\d(?:[ ().\/-]{0,3}\d){6,14}|\(?0\d(?:[ ()\/-]{0,3}\d){5,12}|(?:1[ .-])?\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}`;
const all = new RegExp(String.raw`(?<web>${web}|${scheme})|(?<mail>${mail})|(?<![\w.+\/-])(?<phone>${phone})(?![\w-]|\.\d)`, 'giu');
const date = /^\d{1,2}[-/]\d{1,2}[-/]\d{4}/;
const schemes = ['http:', 'https:', 'mailto:', 'tel:'];

/** The link without punctuation at its end that belongs to the sentence, and without a closing bracket that was opened before the link. */
function trimmed(link: string): string {
  for (;;) {
    const last = link.at(-1)!;
    const opening = { ')': '(', ']': '[', '}': '{' }[last];
    const isOutside = opening ? link.split(last).length > link.split(opening).length : '.,;:!?\'’”»…*'.includes(last);
    if (!isOutside || link.length === 1) return link;
    link = link.slice(0, -1);
  }
}

function address(groups: Record<string, string | undefined>, text: string): string | null {
  if (groups.mail) return `mailto:${text}`;
  if (groups.phone) {
    const isNumber = text.startsWith('+') || (/\D/.test(text) && !date.test(text));
    return isNumber ? `tel:${text.replace(/^(\+.*)\(0\)/, '$1').replace(/[^\d+]/g, '')}` : null;
  }
  return URL.canParse(text) && schemes.includes(new URL(text).protocol) ? text : null;
}

/** A line's parts, in order. */
export function parts(line: string): Part[] {
  const found: Part[] = [];
  let from = 0;
  for (const match of line.matchAll(all)) {
    const text = trimmed(match[0]);
    const href = address(match.groups!, text);
    if (href === null) continue;
    if (match.index > from) found.push({ text: line.slice(from, match.index) });
    found.push({ text, href });
    from = match.index + text.length;
  }
  if (from < line.length || found.length === 0) found.push({ text: line.slice(from) });
  return found;
}
