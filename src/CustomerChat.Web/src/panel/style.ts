import { useEffect, useMemo, useState } from 'react';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** Web Chat's style in the panel's colours. The colours are CSS variables, which follow the system's light or dark mode. */
export function useStyle(hideSendBox: boolean) {
  const [isDark, setDark] = useState(dark.matches);
  useEffect(() => {
    const follow = () => setDark(dark.matches);
    dark.addEventListener('change', follow);
    return () => dark.removeEventListener('change', follow);
  }, []);
  const scheme = document.documentElement.style.colorScheme || (isDark ? 'dark' : 'light');
  return useMemo(() => ({
    primaryFont: 'system-ui, sans-serif',
    rootHeight: '100%',
    backgroundColor: 'var(--background)',
    accent: 'var(--accent)',
    subtle: scheme === 'dark' ? '#b4b4b4' : '#5c5c5c',
    timestampColor: scheme === 'dark' ? '#b4b4b4' : '#5c5c5c',
    bubbleBackground: 'var(--theirs)', bubbleTextColor: 'var(--text)', bubbleBorderWidth: 0, bubbleBorderRadius: 10,
    bubbleFromUserBackground: 'var(--accent)', bubbleFromUserTextColor: 'var(--on-accent)', bubbleFromUserBorderWidth: 0, bubbleFromUserBorderRadius: 10,
    sendBoxBackground: 'var(--background)', sendBoxTextColor: 'var(--text)', sendBoxPlaceholderColor: scheme === 'dark' ? '#b4b4b4' : '#5c5c5c',
    sendBoxBorderTop: 'solid 1px var(--line)', sendBoxTextWrap: true, sendBoxButtonColor: 'var(--text)',
    hideSendBox,
    // The longest time that Web Chat waits for an upload, in milliseconds. An upload may take minutes; the panel shows its progress.
    sendTimeoutForAttachments: 300_000,
    showAvatarInGroup: 'status' as const,
    groupTimestamp: 60_000,
    maxMessageLength: 4_096,
    typingAnimationDuration: 5_000,
  }), [scheme, hideSendBox]);
}
