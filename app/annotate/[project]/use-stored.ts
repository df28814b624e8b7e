import { useCallback, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
/** Where the browser forbids storage, it is remembered while the page is open. */
const remembered = new Map<string, string | null>();

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
};

function readFrom(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return remembered.get(key) ?? null;
  }
}

/** A text that this browser remembers; null: nothing. Other tabs follow. */
export function useStored(name: string): [string | null, (value: string | null) => void] {
  const key = `tandem.${name}`;
  const value = useSyncExternalStore(
    subscribe,
    () => readFrom(key),
    () => null,
  );
  const change = useCallback(
    (next: string | null) => {
      remembered.set(key, next);
      try {
        if (next === null) localStorage.removeItem(key);
        else localStorage.setItem(key, next);
      } catch {
        // full or forbidden: remembered above
      }
      for (const listener of listeners) listener();
    },
    [key],
  );
  return [value, change];
}
