/** The texts that were typed but not sent, kept for the next page. */
export interface Draft {
  chat?: { id: string; text: string }; form?: Record<string, string>;
  /** The form is for a message, because nobody answered the last chat. */
  leaving?: boolean;
}

export function draftOf(kept: string | undefined): Draft {
  try {
    const draft: unknown = JSON.parse(kept ?? '{}');
    return typeof draft === 'object' && draft !== null ? draft : {};
  } catch {
    return {};
  }
}
