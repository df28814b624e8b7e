import { useCallback, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** A yes-or-no preference kept in this browser. */
export function usePreference(name: string, initial: boolean): [boolean, (value: boolean) => void] {
  const key = `tandem.${name}`;
  const value = useSyncExternalStore(
    subscribe,
    () => (localStorage.getItem(key) ?? String(initial)) === "true",
    () => initial,
  );
  const change = useCallback(
    (next: boolean) => {
      localStorage.setItem(key, String(next));
      for (const listener of listeners) listener();
    },
    [key],
  );
  return [value, change];
}
