import { useCallback, useEffect, useRef, useState } from 'react';
import type { Api, Chat, Me, Message } from './api';

export interface DeskState {
  me: Me | null; chats: Chat[]; history: Chat[]; messages: Record<string, Message[]>; earlier: { of: string | null; chats: Chat[] }; fault: string; arrived: Chat | null;
}

const poll = 1_000;

/** Reads the contact centre once a second: the chats, the messages of the agent's own chats and of the selected chat, and the earlier chats of that customer. */
export function useDesk(api: Api, selected: string | null, withHistory: boolean) {
  const [state, setState] = useState<DeskState>({ me: null, chats: [], history: [], messages: {}, earlier: { of: null, chats: [] }, fault: '', arrived: null });
  const known = useRef<Set<string> | null>(null);
  const wake = useRef(() => {});

  const refresh = useCallback(async () => {
    try {
      const [me, chats, history, earlier] = await Promise.all([
        api.me(), api.chats(), withHistory ? api.history() : Promise.resolve([]), selected ? api.earlier(selected) : Promise.resolve([]),
      ]);
      const read = new Set(chats.filter(chat => chat.agent === api.user).map(chat => chat.id));
      if (selected) read.add(selected);
      const messages = Object.fromEntries(await Promise.all([...read].map(async id => [id, await api.messages(id)] as const)));
      const waiting = chats.filter(chat => chat.state === 'WaitingForAgent');
      const arrived = known.current ? (waiting.find(chat => !known.current!.has(chat.id)) ?? null) : null;
      known.current = new Set(waiting.map(chat => chat.id));
      setState(before => ({
        me, chats, history, messages, earlier: { of: selected, chats: earlier }, fault: '', arrived: arrived ?? (before.arrived && known.current!.has(before.arrived.id) ? before.arrived : null),
      }));
    } catch (error) {
      setState(before => ({ ...before, fault: `The contact centre does not answer: ${(error as Error).message}` }));
    }
  }, [api, selected, withHistory]);

  useEffect(() => {
    let running = true;
    void (async () => {
      while (running) {
        await refresh();
        await new Promise<void>(done => { wake.current = done; setTimeout(done, poll); });
      }
    })();
    return () => { running = false; };
  }, [refresh]);

  /** Runs an action, reports a fault, and reads the contact centre again at once. */
  const act = useCallback(async (action: () => Promise<unknown>) => {
    try {
      await action();
      wake.current();
      return true;
    } catch (error) {
      setState(before => ({ ...before, fault: (error as Error).message }));
      return false;
    }
  }, []);

  return { ...state, act };
}
