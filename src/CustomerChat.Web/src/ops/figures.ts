import type { Chat, Minutes, Point } from './api';

/** What a list of open chats says of now: how many, how many wait, the oldest last poll, and the longest that something waits to be delivered. */
export function sample(chats: Chat[], now: number) {
  const age = (time: string | null) => (time === null ? null : Math.max(0, (now - Date.parse(time)) / 1000));
  const polls = chats.map(chat => age(chat.lastPollAt)).filter(lag => lag !== null);
  const open = chats.filter(chat => chat.state !== 'Idle');
  return { at: now / 1000, open: open.length, waiting: open.filter(chat => chat.waitsSince !== null).length, pollLag: polls.length > 0 ? Math.max(...polls) : null };
}

/** A minute is stored a moment after its end: what is younger may still come. In seconds. */
const settles = 150;

/** Every step of a time, those in which nothing happened as well; null where nothing is known yet, or nothing was measured. */
export function series(minutes: Minutes, now: number) {
  const points = new Map(minutes.points.map(point => [Date.parse(point.at) / 1000, point]));
  const [from, to, step] = [Date.parse(minutes.from) / 1000, Math.min(Date.parse(minutes.to) / 1000, now), minutes.step * 60];
  const times: number[] = [];
  for (let at = from; at < to; at += step) times.push(at);
  const pick = (value: (point: Point) => number | null, nothing: number | null) => times.map(at => {
    const point = points.get(at);
    return point ? value(point) : at + step > now - settles ? null : nothing;
  });
  return { times, count: (value: (point: Point) => number) => pick(value, 0), time: (value: (point: Point) => number | null) => pick(value, null) };
}
