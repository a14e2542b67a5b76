const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const short = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' });

/** The operator's time zone, with its present offset from UTC. */
export const zone = () => {
  const off = new Intl.DateTimeFormat('en', { timeZoneName: 'shortOffset' }).formatToParts(new Date()).find(part => part.type === 'timeZoneName')?.value;
  return `${Intl.DateTimeFormat().resolvedOptions().timeZone} (${off})`;
};

/** The label of a time on an axis. The time is in seconds since 1970. */
export const tick = (seconds: number, withDay: boolean) => (withDay ? day : short).format(new Date(seconds * 1000));

export const spoken = (at: string) => full.format(new Date(at));

/** A time in the operator's own time zone. */
export function Time({ at, none = '–' }: { at: string | null | undefined; none?: string }) {
  return at ? <time dateTime={at}>{spoken(at)}</time> : <>{none}</>;
}
