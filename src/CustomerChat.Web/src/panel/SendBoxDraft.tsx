import { hooks } from 'botframework-webchat-component';
import { useEffect, useRef } from 'react';

/** Puts the unsent text from the previous page into Web Chat's send box, and keeps the text that the customer types. It must be inside Web Chat. */
export function SendBoxDraft({ text, keep }: { text: string; keep: (text: string) => void }) {
  const [value, setValue] = hooks.useSendBoxValue();
  const kept = useRef<string>();
  useEffect(() => {
    if (kept.current === undefined) {
      kept.current = text;
      if (text && !value) setValue(text);
    } else if (value !== kept.current) {
      kept.current = value;
      keep(value);
    }
  }, [value]);
  return null;
}
