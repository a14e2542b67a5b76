import { useCallback, useEffect, useState } from 'react';
import { channels, save, type AccountFault, type Api, type CenterFigures, type ChannelFigures, type Chat, type DeadLetter, type Minutes, type Reason } from './api';
import { Chats } from './Chats';
import { sample, series } from './figures';
import { ranges, type Place } from './place';
import { Plot } from './Plot';
import { Table } from './Table';
import { Time } from './Time';

/** How often the page fetches the figures, in milliseconds. A new figure comes once a minute. */
const every = 20_000;

const outcomes: Record<Reason['outcome'], string> = { later: 'tried again', atFault: 'account at fault', failed: 'failed' };

export interface State { open: Chat[]; more: boolean; atFault: AccountFault[]; letters: DeadLetter[] }

interface Props { api: Api; state: State; place: Place; go: (change: Partial<Place>) => void; select: (chat: Chat) => void; fail: (fault: string) => void }

/** The present state, and the figures of the last hour, day or week. */
export function Now({ api, state, place, go, select, fail }: Props) {
  const [past, setPast] = useState<Partial<Record<Place['range'], Minutes>>>({});
  const now = Date.now();

  const query = useCallback((range: Place['range']) => {
    const { minutes, step } = ranges[range];
    const to = new Date();
    return { from: new Date(to.getTime() - minutes * 60_000).toISOString(), to: to.toISOString(), step: String(step) };
  }, []);

  const load = useCallback(async () => {
    try {
      const wanted = [...new Set<Place['range']>(['hour', 'day', place.range])];
      const loaded = await Promise.all(wanted.map(range => api.minutes(query(range))));
      setPast(Object.fromEntries(wanted.map((range, i) => [range, loaded[i]])));
    } catch (error) {
      fail((error as Error).message);
    }
  }, [api, fail, place.range, query]);

  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), every);
    return () => clearInterval(timer);
  }, [load]);

  async function saveFigures() {
    try {
      save(await api.minutesFile(query(place.range)), `minutes-${place.range}.csv`);
    } catch (error) {
      fail((error as Error).message);
    }
  }

  const current = sample(state.open, now);
  const centers = [...new Map(state.open.map(chat => [chat.contactCenterName, chat.contactCenterName])).values()].sort();
  const isMeant = (chat: Chat) => (!place.channel || `${chat.channel}/${chat.account ?? ''}`.startsWith(place.channel)) && (!place.center || chat.contactCenterName === place.center);
  const chats = state.open.filter(isMeant);
  const lists: [string, Chat[]][] = [
    ['Stuck', chats.filter(chat => chat.problems.length > 0)],
    ['Waiting for an agent', chats.filter(chat => chat.waitsSince !== null)],
    ['Held answers', chats.filter(chat => chat.heldSince !== null)],
    ['Open chats', chats],
  ];
  const shown = past[place.range];

  return (
    <>
      <section aria-labelledby="glance">
        <h2 id="glance">At a glance</h2>
        <Glance current={current} more={state.more} letters={state.letters.length} hour={past.hour} day={past.day} />
      </section>
      {state.atFault.length > 0 && (
        <section aria-labelledby="faults">
          <h2 id="faults">Accounts at fault ({state.atFault.length})</h2>
          <Table
            label="Accounts at fault" rows={state.atFault} keyOf={account => `${account.channel}/${account.account}`} open={account => go({ channel: `${account.channel}/${account.account}` })}
            columns={[
              { head: 'Account', cell: account => <span className="fault">{account.channel}/{account.account}</span> },
              { head: 'Refused by the provider since', cell: account => <Time at={account.since} /> },
              { head: 'Reason', cell: account => account.reason, className: 'text' },
              { head: 'Its messages', cell: () => 'wait until the account is repaired' },
            ]}
          />
        </section>
      )}
      <section aria-labelledby="past">
        <h2 id="past">The last {ranges[place.range].name}</h2>
        <p className="choice" role="group" aria-label="How far back">
          {Object.entries(ranges).map(([range, { name }]) => (
            <button key={range} type="button" aria-pressed={range === place.range} onClick={() => go({ range: range as Place['range'] })}>Last {name}</button>
          ))}
          <button type="button" onClick={() => void saveFigures()}>Save as CSV</button>
        </p>
        {shown && <Plots minutes={shown} current={current} now={now / 1000} />}
        <h3>Channels</h3>
        <Table<ChannelFigures>
          label="Channels" rows={shown?.channels ?? []} keyOf={figures => `${figures.channel}/${figures.account ?? ''}`} none="No messages in this period."
          open={figures => go({ channel: `${figures.channel}/${figures.account ?? ''}` })}
          columns={[
            { head: 'Channel', cell: figures => <>{figures.channel}{figures.account && `/${figures.account}`}</> },
            { head: 'From customers', cell: figures => figures.fromCustomers },
            { head: 'For customers', cell: figures => figures.toCustomers },
            { head: 'Delivered', cell: figures => figures.delivered },
            { head: 'Slowest', cell: figures => seconds(figures.deliveryLagMax) },
            { head: 'Tried again', cell: figures => figures.triedAgain },
            { head: 'Failed', cell: figures => <span className={figures.failed > 0 ? 'fault' : undefined}>{figures.failed}</span> },
            { head: 'Why', cell: figures => <Reasons reasons={figures.reasons} />, className: 'text' },
          ]}
        />
        <h3>Contact centres</h3>
        <Table<CenterFigures>
          label="Contact centres" rows={shown?.contactCenters ?? []} keyOf={figures => figures.id} none="No requests in this period." open={figures => go({ center: figures.name })}
          columns={[
            { head: 'Contact centre', cell: figures => <span title={figures.id}>{figures.name}</span> },
            { head: 'Requests', cell: figures => figures.requests },
            { head: 'Failed', cell: figures => <span className={figures.failed > 0 ? 'fault' : undefined}>{figures.failed}</span> },
            { head: 'Why', cell: figures => figures.reasons.map(reason => `${reason.count} × ${reason.reason}`).join(', ') },
          ]}
        />
      </section>
      <section aria-labelledby="chats">
        <h2 id="chats">Chats</h2>
        <form className="find" aria-label="Which chats" onSubmit={event => event.preventDefault()}>
          <label>Channel
            <select value={place.channel} onChange={event => go({ channel: event.target.value })}>
              <option value="">all</option>
              {[...new Set([place.channel, 'web', ...channels])].filter(Boolean).map(name => <option key={name}>{name}</option>)}
            </select>
          </label>
          <label>Contact centre
            <select value={place.center} onChange={event => go({ center: event.target.value })}>
              <option value="">all</option>
              {[...new Set([place.center, ...centers])].filter(Boolean).map(name => <option key={name}>{name}</option>)}
            </select>
          </label>
        </form>
        {lists.map(([name, list]) => (
          <div key={name}>
            <h3>{name} ({list.length}{state.more && '+'})</h3>
            <Chats label={name} chats={list} select={select} none="None." />
          </div>
        ))}
      </section>
    </>
  );
}

const seconds = (value: number | null | undefined) => (value == null ? '–' : `${value.toFixed(1)} s`);

function Reasons({ reasons }: { reasons: Reason[] }) {
  return <>{reasons.map(reason => <div key={`${reason.outcome} ${reason.reason}`}>{reason.count} × {outcomes[reason.outcome]}: {reason.reason}</div>)}</>;
}

function Glance({ current, more, letters, hour, day }: { current: ReturnType<typeof sample>; more: boolean; letters: number; hour?: Minutes; day?: Minutes }) {
  const rows: [string, string, (minutes: Minutes) => string][] = [
    ['Open chats', `${current.open}${more ? '+' : ''}`, ({ total }) => `${total.opened} opened, ${total.open} at most`],
    ['Waiting for an agent', `${current.waiting}${more ? '+' : ''}`, ({ total }) => `${total.waiting} at most`],
    ['First answer after', '–', ({ total }) => (total.answered === 0 ? '–' : `${seconds(total.firstAnswer)}, at most ${seconds(total.firstAnswerMax)}`)],
    ['Poll lag', current.pollLag === null ? '–' : `the oldest ${seconds(current.pollLag)} ago`, ({ total }) => `${seconds(total.pollLag)}, at most ${seconds(total.pollLagMax)}; ${total.pollsFailed} failed`],
    ['Messages', '–', ({ total }) => `${total.fromCustomers} from customers, ${total.toCustomers} for them`],
    ['Deliveries', '–', ({ total }) => `${total.delivered} delivered, ${total.triedAgain} tried again, ${total.failed} failed`],
    ['Dead letters', String(letters), ({ total }) => `${total.deadLetters} new`],
  ];
  return (
    <Table
      label="At a glance" rows={rows} keyOf={([name]) => name}
      columns={[
        { head: '', cell: ([name]) => <strong>{name}</strong> },
        { head: 'Now', cell: ([, is]) => is },
        { head: 'Last hour', cell: ([,, was]) => (hour ? was(hour) : '…') },
        { head: 'Last day', cell: ([,, was]) => (day ? was(day) : '…') },
      ]}
    />
  );
}

function Plots({ minutes, current, now }: { minutes: Minutes; current: ReturnType<typeof sample>; now: number }) {
  const { times, count, time } = series(minutes, now);
  const axis = { from: Date.parse(minutes.from) / 1000, to: Math.max(now, Date.parse(minutes.to) / 1000) };
  const live = { ...axis, times: [...times, now] };
  return (
    <div className="plots">
      <Plot {...live} title="Chats" unit="" lines={[
        { name: 'open', color: 'first', values: [...count(point => point.open), current.open] },
        { name: 'waiting', color: 'second', values: [...count(point => point.waiting), current.waiting] },
      ]} />
      <Plot {...axis} times={times} title="Time to the first answer" unit="s" lines={[
        { name: 'mean', color: 'first', values: time(point => point.firstAnswer) },
        { name: 'longest', color: 'second', values: time(point => point.firstAnswerMax) },
      ]} />
      <Plot {...axis} times={times} title="Poll lag" unit="s" lines={[
        { name: 'mean', color: 'first', values: time(point => point.pollLag) },
        { name: 'longest', color: 'second', values: time(point => point.pollLagMax) },
      ]} />
      <Plot {...axis} times={times} title="Deliveries" unit="" lines={[
        { name: 'delivered', color: 'first', values: count(point => point.delivered) },
        { name: 'tried again', color: 'second', values: count(point => point.triedAgain) },
        { name: 'failed', color: 'third', values: count(point => point.failed) },
      ]} />
    </div>
  );
}
