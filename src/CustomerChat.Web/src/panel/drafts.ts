/** What was typed and not yet sent, for the next page. */
export interface Draft { chat?: { id: string; text: string }; form?: Record<string, string> }

export function draftOf(kept: string | undefined): Draft {
  try {
    const draft: unknown = JSON.parse(kept ?? '{}');
    return typeof draft === 'object' && draft !== null ? draft : {};
  } catch {
    return {};
  }
}
