/** Replies that are often needed. When an agent chooses one, the words in braces are replaced. */
export const canned = [
  '{greeting} {customer}, this is {agent}. How can I help you?',
  'One moment please, {customer}: I am looking it up.',
  'Thank you for waiting.',
  'Is there anything else that I can do for you, {customer}?',
  'Thank you for your message, {customer}. {agent} wishes you a good day!',
];

const greetingAt = (hour: number) => (hour < 5 || hour >= 18 ? 'Good evening' : hour < 12 ? 'Good morning' : 'Good afternoon');

/** Whether the customer has a real name. A number, or the widget's Guest, is not a name: it is omitted with the space or comma before it. */
const hasName = (customer: string) => /\p{L}/u.test(customer) && customer !== 'Guest';

/** Fills a reply in. The customer's name is put in last, so that placeholders in the name are not replaced. */
export function fill(reply: string, { customer, agent, at }: { customer: string; agent: string; at: Date }): string {
  const parts = (hasName(customer) ? reply : reply.replaceAll(/,? \{customer\}/g, '')).split('{customer}');
  return parts.map(part => part.replaceAll('{greeting}', () => greetingAt(at.getHours())).replaceAll('{agent}', () => agent)).join(customer);
}

/** The replies that contain the text. Upper and lower case are the same. */
export const find = (replies: readonly string[], sought: string) => replies.filter(reply => reply.toLowerCase().includes(sought.trim().toLowerCase()));
