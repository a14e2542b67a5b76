/** Replies that are often needed. */
export const canned = [
  'Hello, how can I help you?',
  'One moment, please: I am looking it up.',
  'Thank you for waiting.',
  'Is there anything else that I can do for you?',
  'Thank you for your message. Goodbye!',
];
