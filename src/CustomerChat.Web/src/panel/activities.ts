// The parts of Direct Line's activities that the panel uses.
import type { CustomerChatMessage } from '../widget/customer-chat';
import type { Texts } from './texts';

export interface Attachment { contentType: string; contentUrl: string; name: string; thumbnailUrl?: string }

export interface Activity {
  type: string;
  id?: string;
  timestamp?: string;
  from: { id: string; name?: string; role?: string };
  text?: string;
  name?: string;
  value?: { nickname?: string; type?: string };
  attachments?: Attachment[];
  suggestedActions?: { actions: { title: string }[] };
  /** Of an endOfConversation: why the chat has ended. */
  code?: string;
  channelData?: {
    clientActivityID?: string; attachmentSizes?: number[];
    /** The text that a screen reader speaks for the activity. */
    'webchat:fallback-text'?: string;
    /** The writer's name, and whether the same writer wrote the message before. */
    who?: { name: string; again: boolean };
    /** The activity is shown as a line, without a bubble. */
    isLine?: boolean;
  };
}

/** The agents in the chat, from the joins and leaves so far. */
export interface Presence {
  agents: string[]; last?: { joined: boolean; nickname: string }; ended: boolean;
  /** The chat has ended because no agent came in time. */
  unanswered?: boolean;
}

export const nobody: Presence = { agents: [], ended: false };

export function observe(presence: Presence, activity: Activity): Presence {
  if (activity.type === 'endOfConversation') return { ...presence, agents: [], ended: true, unanswered: activity.code === 'botTimedOut' };
  const { nickname = '', type } = activity.value ?? {};
  if (activity.type !== 'event' || type !== 'Agent') return presence;
  switch (activity.name) {
    case 'participantJoined':
    case 'participantRejoined':
      return { ...presence, agents: [...presence.agents, nickname], last: { joined: true, nickname } };
    case 'participantLeft':
      return { ...presence, agents: presence.agents.filter(agent => agent !== nickname), last: { joined: false, nickname } };
    default: return presence;
  }
}

/** The line that reports a join or a leave; null = there was none. */
function lineOf(before: Presence, after: Presence, texts: Texts): string | null {
  if (after.last === before.last || !after.last) return null;
  const name = after.last.nickname || texts('agent');
  return !after.last.joined ? texts('left', { name })
    : before.agents.length === 0 && before.last?.joined === false && before.last.nickname !== after.last.nickname
      ? texts('transferred', { name, before: before.last.nickname || texts('agent') })
      : texts('joined', { name });
}

/**
 * Adds to each activity who wrote it, and makes lines of joins and leaves: Web Chat itself shows every writer except the customer as a bot. The function must get
 * the activities one by one, in their order.
 */
export function narrator(texts: Texts): (activity: Activity) => Activity {
  let presence = nobody;
  let speaker = '';
  return activity => {
    const before = presence;
    presence = observe(before, activity);
    const line = lineOf(before, presence, texts);
    if (line !== null) {
      speaker = '';
      return {
        type: 'message', id: activity.id, timestamp: activity.timestamp, from: { id: 'line', role: 'channel' }, text: line,
        channelData: { isLine: true, 'webchat:fallback-text': line },
      };
    }

    if (activity.type !== 'message') return activity;
    const { id, name = id.startsWith('agent-') ? texts('agent') : '' } = activity.from;
    const again = speaker === id;
    speaker = id;
    return activity.from.role === 'user' ? activity
      : { ...activity, channelData: { ...activity.channelData, 'webchat:fallback-text': spoken(activity, name, texts), who: { name, again } } };
  };
}

function spoken(activity: Activity, name: string, texts: Texts): string {
  const { text, attachments = [], suggestedActions } = activity;
  const files = attachments.map(file => file.name).join(', ');
  return [
    text && (name ? texts('said', { name, text }) : text),
    files && (name ? texts('sent', { name, files }) : files),
    suggestedActions && texts('choices', { choices: suggestedActions.actions.map(action => action.title).join(', ') }),
  ].filter(Boolean).join(' ');
}

/** A message in the form that the site gets. */
export const messageOf = (activity: Activity): CustomerChatMessage => ({
  id: activity.id ?? '', from: activity.from.role === 'user' ? 'customer' : 'agent', name: activity.from.name, text: activity.text,
  files: (activity.attachments ?? []).map(file => file.name), at: activity.timestamp,
});

/** The transcript as text, with one line for each message. */
export function transcript(activities: Activity[], you: string): string {
  const line = (activity: Activity) => {
    const time = new Date(activity.timestamp ?? 0).toLocaleString();
    const who = activity.from.role === 'user' ? you : (activity.from.name ?? '');
    if (activity.type === 'message') return `[${time}] ${who}: ${[activity.text ?? '', ...(activity.attachments ?? []).map(file => `[${file.name}]`)].filter(part => part !== '').join(' ')}`;
    if (activity.name === 'participantJoined') return `[${time}] + ${activity.value?.nickname ?? ''}`;
    if (activity.name === 'participantLeft') return `[${time}] - ${activity.value?.nickname ?? ''}`;
    return null;
  };
  return activities.map(line).filter(text => text !== null).join('\r\n') + '\r\n';
}
