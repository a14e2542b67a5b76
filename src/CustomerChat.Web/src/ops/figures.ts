import type { Chat, Minutes, Point } from './api';

/** The present figures of a list of chats: how many are open, how many of them wait, and the time since the oldest last poll, in seconds. */
export function sample(chats: Chat[], now: number) {
  const age = (time: string | null) => (time === null ? null : Math.max(0, (now - Date.parse(time)) / 1000));
  const polls = chats.map(chat => age(chat.lastPollAt)).filter(lag => lag !== null);
  const open = chats.filter(chat => chat.state !== 'Idle');
  return { at: now / 1000, open: open.length, waiting: open.filter(chat => chat.waitsSince !== null).length, pollLag: polls.length > 0 ? Math.max(...polls) : null };
}

/** How long after its end a step may still be missing, in seconds: a minute is stored some time after it has ended. */
const settles = 150;

/** Every step of a time range, also steps in which nothing happened. A value is null when it is not known yet, or when nothing was measured. */
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
