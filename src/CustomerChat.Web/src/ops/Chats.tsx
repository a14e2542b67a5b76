import type { Chat } from './api';
import { Table } from './Table';
import { Time } from './Time';

/** A list of chats. Enter, or a click on a chat's digits, opens the chat. */
export function Chats({ label, chats, select, none }: { label: string; chats: Chat[]; select: (chat: Chat) => void; none: string }) {
  return (
    <Table
      label={label} rows={chats} keyOf={chat => chat.id} open={select} none={none}
      columns={[
        { head: 'Chat', cell: chat => <button type="button" className="link" tabIndex={-1} onClick={() => select(chat)}>{chat.id.slice(0, 8)}</button> },
        { head: 'State', cell: chat => <>{chat.state}{chat.endReason && ` (${chat.endReason})`}</> },
        { head: 'Channel', cell: chat => <>{chat.channel}{chat.account && `/${chat.account}`}</> },
        { head: 'Contact centre', cell: chat => <span title={chat.contactCenterId}>{chat.contactCenterName}</span> },
        { head: 'Opened', cell: chat => <Time at={chat.openedAt} /> },
        { head: 'Waits since', cell: chat => <Time at={chat.waitsSince} /> },
        { head: 'Last poll', cell: chat => <Time at={chat.lastPollAt} /> },
        { head: 'Not sent', cell: chat => chat.notSent },
        { head: 'Not delivered', cell: chat => <>{chat.notDelivered}{chat.heldSince && <>, held since <Time at={chat.heldSince} /></>}</> },
        { head: 'Problems', cell: chat => chat.problems.join(' ') },
      ]}
    />
  );
}
