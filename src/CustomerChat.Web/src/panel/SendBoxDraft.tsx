import { hooks } from 'botframework-webchat-component';
import { useEffect, useRef } from 'react';

/** Within Web Chat: puts into its send box what was typed before, and keeps what is typed. */
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
