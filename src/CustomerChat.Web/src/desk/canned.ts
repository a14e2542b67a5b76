/** Replies that are often needed. What is in braces is filled in when one is chosen. */
export const canned = [
  '{greeting} {customer}, this is {agent}. How can I help you?',
  'One moment please, {customer}: I am looking it up.',
  'Thank you for waiting.',
  'Is there anything else that I can do for you, {customer}?',
  'Thank you for your message, {customer}. {agent} wishes you a good day!',
];

const greetingAt = (hour: number) => (hour < 5 || hour >= 18 ? 'Good evening' : hour < 12 ? 'Good morning' : 'Good afternoon');

/** Who has no name here is called by none: a number, or the widget's Guest, is left out with the space or comma before it. */
const hasName = (customer: string) => /\p{L}/u.test(customer) && customer !== 'Guest';

/** Fills a reply in. What the customer is called goes in last, and is not looked at for placeholders. */
export function fill(reply: string, { customer, agent, at }: { customer: string; agent: string; at: Date }): string {
  const parts = (hasName(customer) ? reply : reply.replaceAll(/,? \{customer\}/g, '')).split('{customer}');
  return parts.map(part => part.replaceAll('{greeting}', () => greetingAt(at.getHours())).replaceAll('{agent}', () => agent)).join(customer);
}

/** Those that hold what is looked for. */
export const find = (replies: readonly string[], sought: string) => replies.filter(reply => reply.toLowerCase().includes(sought.trim().toLowerCase()));
