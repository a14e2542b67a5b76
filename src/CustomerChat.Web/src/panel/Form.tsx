import { useRef, useState, type FormEvent } from 'react';
import type { Init } from '../shared/messages';
import type { Draft } from './drafts';
import { closedText, type Availability } from './availability';
import { open } from './directLine';
import type { Session } from '../shared/messages';
import type { Key, Language } from './texts';

interface Field { name: keyof typeof kinds; isRequired: boolean }

/** The fields that a site can ask for: the key under which agents see a field, and the type of its input. */
const kinds = {
  name: { data: null, type: 'text', autoComplete: 'name', max: 128 },
  email: { data: 'email', type: 'email', autoComplete: 'email', max: 254 },
  order: { data: 'orderNumber', type: 'text', autoComplete: 'off', max: 128 },
  subject: { data: null, type: 'text', autoComplete: 'off', max: 256 },
} as const;

/** Reads a list of fields such as `name email? order?`. The form keeps the order. A field with a question mark may stay empty. */
export const fieldsOf = (list = 'name subject'): Field[] => list.split(/[\s,]+/).flatMap(word => {
  const name = word.replace('?', '') as keyof typeof kinds;
  return Object.hasOwn(kinds, name) ? [{ name, isRequired: !word.endsWith('?') }] : [];
});

/** Reads a text with one link, such as `I agree to the [privacy policy](https://shop.example/privacy).` */
export function consentOf(text: string, page: string): { before: string; link?: string; href?: string; after: string } {
  const [whole = '', link = '', address = ''] = /\[([^\]]+)\]\(([^)\s]+)\)/.exec(text) ?? [];
  const href = URL.canParse(address, page) ? new URL(address, page) : null;
  if (!whole || !href || !/^https?:$/.test(href.protocol)) return { before: text, after: '' };
  const [before = '', after = ''] = text.split(whole);
  return { before, link, href: href.href, after };
}

interface Properties {
  init: Init; language: Language; availability: Availability | null; leaving: boolean; draft: Draft; keepDraft: (draft: Draft) => void; opened: (session: Session) => void;
}

/** The form before the chat. */
export function Form({ init, language, availability, leaving, draft, keepDraft, opened }: Properties) {
  const { texts, code } = language;
  const [typed, setTyped] = useState<Record<string, string>>(draft.form ?? {});
  const [fault, setFault] = useState('');
  const [isStarting, setStarting] = useState(false);
  const isBusy = useRef(false);
  const { name: ownName, subject: ownSubject, ...data } = init.user;
  const known: Record<string, string | undefined> = { name: ownName, subject: ownSubject, email: data.email, order: data.orderNumber };
  const fields = fieldsOf(init.fields);
  const valueOf = (name: string) => typed[name] ?? known[name] ?? '';
  const consent = init.consent ? consentOf(init.consent, init.page) : null;

  // Why the customer leaves a message instead of waiting for an answer; null = an agent is expected.
  const closed = closedText(language, availability);
  const notice = closed ?? (leaving ? texts('unanswered') : null);

  function type(name: string, value: string) {
    const next = { ...typed, [name]: value };
    setTyped(next);
    keepDraft({ form: next });
  }

  async function start(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isBusy.current) return;
    isBusy.current = true;
    setStarting(true);
    setFault('');
    const given = (name: keyof typeof kinds) => (fields.some(field => field.name === name) ? valueOf(name) : known[name] ?? '').trim().slice(0, kinds[name].max) || undefined;
    const userData = Object.entries({
      ...data, email: given('email'), orderNumber: given('order'), page: init.page, language: code,
      consentGiven: consent ? `${new Date().toISOString()} ${consent.before}${consent.link ?? ''}${consent.after}` : undefined,
    }).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '');
    try {
      const limited = userData.slice(-50).map(([key, value]) => [key.slice(0, 128), value.slice(0, 1_024)]);
      const session = await open(init.contactCenterId, given('name'), given('subject'), init.endpoint, Object.fromEntries(limited) as Record<string, string>, notice !== null);
      keepDraft({});
      opened(session);
    } catch {
      setFault(texts('notStarted'));
      isBusy.current = false;
      setStarting(false);
    }
  }

  if (closed && !availability?.takesMessages) return <p className="start" role="status">{closed}</p>;
  return (
    <form className="start" onSubmit={event => void start(event)}>
      {notice && <p role="status">{notice}</p>}
      {fields.map(({ name, isRequired }) => (
        <label key={name}>
          {isRequired ? texts(name satisfies Key) : texts('optional', { field: texts(name satisfies Key) })}
          <input
            name={name} type={kinds[name].type} required={isRequired} maxLength={kinds[name].max} autoComplete={kinds[name].autoComplete} dir="auto"
            pattern={isRequired && kinds[name].type === 'text' ? '.*\\S.*' : undefined}
            value={valueOf(name)} onChange={event => type(name, event.target.value)} />
        </label>
      ))}
      {consent && (
        <label className="consent">
          <input name="consent" type="checkbox" required />
          <span dir="auto">
            {consent.before}
            {consent.href && <a href={consent.href} target="_blank" rel="noopener noreferrer">{consent.link}</a>}
            {consent.after}
          </span>
        </label>
      )}
      <button type="submit" className="primary" disabled={isStarting}>{texts(notice ? 'leave' : 'start')}</button>
      <p role="alert">{fault}</p>
    </form>
  );
}
