// Direct Line's activities, as far as the panel uses them.
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
  channelData?: { clientActivityID?: string; attachmentSizes?: number[] };
}

/** Who is there, by the joins and leaves so far. */
export interface Presence { agents: string[]; last?: { joined: boolean; nickname: string }; ended: boolean }

export const nobody: Presence = { agents: [], ended: false };

export function observe(presence: Presence, activity: Activity): Presence {
  if (activity.type === 'endOfConversation') return { ...presence, agents: [], ended: true };
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

/** The transcript as text, a line a message. */
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
