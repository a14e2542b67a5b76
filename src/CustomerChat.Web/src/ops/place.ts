import { useCallback, useEffect, useState } from 'react';

/** The parts of the page, by their names in the page's URL. */
export const views = { now: 'Now', find: 'Find a customer', letters: 'Dead letters', consents: 'Consents', blocks: 'Blocks' } as const;

/** How far the plots look back, in minutes, and how many minutes one point covers. */
export const ranges = {
  hour: { name: 'hour', minutes: 60, step: 1 },
  day: { name: 'day', minutes: 24 * 60, step: 5 },
  week: { name: 'week', minutes: 7 * 24 * 60, step: 60 },
} as const;

/**
 * What the operator looks at. It is in the URL after the #, so a link shows a colleague the same, and no server and no log gets it. It never holds the key or a
 * customer's address.
 */
export interface Place {
  view: keyof typeof views; range: keyof typeof ranges;
  channel: string; center: string; direction: string; search: string;
  /** The first eight digits of the open chat, and the index of its marked entry. */
  chat: string; entry: string;
}

const start: Place = { view: 'now', range: 'hour', channel: '', center: '', direction: '', search: '', chat: '', entry: '' };

/** Reads the place from a URL. A field that is missing or wrong gets its start value. */
export function read(hash: string): Place {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const text = Object.fromEntries(Object.entries(start).map(([name, value]) => [name, (fields.get(name) ?? value).slice(0, 200)])) as unknown as Place;
  return {
    ...text,
    view: text.view in views ? text.view : start.view,
    range: text.range in ranges ? text.range : start.range,
    chat: /^[0-9a-f]{8}$/.test(text.chat) ? text.chat : '',
    entry: /^\d{1,10}$/.test(text.entry) ? text.entry : '',
  };
}

/** The URL of a place. Fields that have their start value are omitted. */
export function write(place: Place) {
  const fields = Object.entries(place).filter(([name, value]) => value !== start[name as keyof Place]);
  return fields.length === 0 ? '#' : `#${new URLSearchParams(fields as [string, string][])}`;
}

/** The place, and a function that goes to another place. The browser's Back button goes back. */
export function usePlace(): [Place, (change: Partial<Place>) => void] {
  const [place, setPlace] = useState(() => read(location.hash));

  useEffect(() => {
    const follow = () => setPlace(read(location.hash));
    addEventListener('hashchange', follow);
    addEventListener('popstate', follow);
    return () => {
      removeEventListener('hashchange', follow);
      removeEventListener('popstate', follow);
    };
  }, []);

  const go = useCallback((change: Partial<Place>) => {
    const next = { ...read(location.hash), ...change };
    const address = write(next);
    // Each typed letter must not become a step of the Back button.
    history['search' in change ? 'replaceState' : 'pushState'](null, '', address);
    setPlace(next);
  }, []);

  return [place, go];
}
