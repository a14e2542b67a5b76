import type { Delivery as State } from './api';

const words: Record<State['state'], string> = { Sent: '✓ Sent', Delivered: '✓✓ Delivered', Read: '✓✓ Read', Failed: 'Not delivered' };

/** The delivery state of a message; nothing where the state is not known. */
export function Delivery({ delivery }: { delivery: State | undefined }) {
  if (!delivery) return null;
  return (
    <span className={`delivery ${delivery.state.toLowerCase()}`}>
      {words[delivery.state]}{delivery.state === 'Failed' && delivery.reason ? `: ${delivery.reason}` : ''}
    </span>
  );
}
