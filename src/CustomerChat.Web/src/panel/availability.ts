// Whether the contact centre is open. The relay knows it.
import { useEffect, useState } from 'react';
import type { Language } from './texts';

export interface Availability { isOpen: boolean; opensAt: string | null; takesMessages: boolean }

const again = 60_000;

/** The availability, fetched while the panel is shown. Null = not known; then the panel shows nothing about it. */
export function useAvailability(contactCenterId: string, shown: boolean): Availability | null {
  const [known, setKnown] = useState<Availability | null>(null);
  useEffect(() => {
    if (!shown) return;
    const stop = new AbortController();
    async function ask() {
      const response = await fetch('/api/availability', { headers: { ContactCenterId: contactCenterId }, signal: stop.signal }).catch(() => null);
      const answer = response?.ok ? await response.json().catch(() => null) as Availability | null : null;
      if (answer && !stop.signal.aborted) setKnown(answer);
    }
    void ask();
    const timer = setInterval(() => void ask(), again);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [contactCenterId, shown]);
  return known;
}

/** The text that the customer reads outside the hours; null = the contact centre is open, or that is not known. */
export function closedText({ texts, code }: Language, availability: Availability | null): string | null {
  if (!availability || availability.isOpen) return null;
  const opens = availability.opensAt ? new Date(availability.opensAt) : null;
  const isSoon = opens !== null && opens.getTime() - Date.now() < 6 * 86_400_000;
  const when = opens && new Intl.DateTimeFormat(code, {
    ...(isSoon ? { weekday: 'long' } : { day: 'numeric', month: 'long' }), hour: '2-digit', minute: '2-digit',
  } as const).format(opens);
  const closed = when ? texts('closedUntil', { when }) : texts('closed');
  return availability.takesMessages ? `${closed} ${texts('mayLeave')}` : closed;
}
