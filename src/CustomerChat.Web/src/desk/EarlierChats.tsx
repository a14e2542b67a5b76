import { useRef, useState } from 'react';
import type { Api, Chat, Message } from './api';
import { Delivery } from './Delivery';
import { Words } from './Words';

const said = new Set(['Text', 'PushUrl', 'FileUploaded', 'Notice', 'CustomNotice']);

/** The customer's earlier chats from the same address. Each opens in a dialog, while the current chat goes on. */
export function EarlierChats({ chats, api, act }: { chats: readonly Chat[]; api: Api; act: (action: () => Promise<unknown>) => Promise<boolean> }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [read, setRead] = useState<{ chat: Chat; messages: readonly Message[] } | null>(null);
  if (chats.length === 0) return null;

  const open = (chat: Chat) => act(async () => {
    setRead({ chat, messages: await api.messages(chat.id) });
    dialog.current?.showModal();
  });

  return (
    <section className="earlier" aria-label="Earlier chats">
      <h3>Earlier chats ({chats.length})</h3>
      <ul>
        {chats.map(chat => (
          <li key={chat.id}><button type="button" onClick={() => void open(chat)}>{chat.subject} · {new Date(chat.openedAt).toLocaleString()}</button></li>
        ))}
      </ul>
      <dialog ref={dialog} aria-labelledby="earlier-title">
        <h3 id="earlier-title">{read ? `${read.chat.subject}, ${new Date(read.chat.openedAt).toLocaleString()}` : ''}</h3>
        <ol className="transcript" tabIndex={0} aria-label="Transcript of the earlier chat">
          {read?.messages.filter(m => said.has(m.type)).map(m => (
            <li key={m.index}>
              <small>{m.from.nickname}, {new Date(m.timestampSeconds).toLocaleTimeString()} <Delivery delivery={m.delivery} /></small>
              <Words message={m.text || !m.noticeText ? m : { ...m, text: m.noticeText }} />
            </li>
          ))}
        </ol>
        <form method="dialog"><button>Close</button></form>
      </dialog>
    </section>
  );
}
