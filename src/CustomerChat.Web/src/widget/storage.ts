// The site's storage. A browser may deny it; then every access throws, and the values are kept only until the page is closed.

export interface Keeper { get(key: string): string | null; set(key: string, value: string | null): void }

export function keeper(storage: () => Storage): Keeper {
  const kept = new Map<string, string | null>();
  return {
    get(key) {
      try {
        return kept.has(key) ? kept.get(key)! : storage().getItem(key);
      } catch {
        return null;
      }
    },
    set(key, value) {
      kept.delete(key);
      try {
        if (value === null) storage().removeItem(key);
        else storage().setItem(key, value);
      } catch {
        kept.set(key, value);
      }
    },
  };
}
