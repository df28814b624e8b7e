import type { z } from "zod";

/** What the feed needs of the browser's localStorage. */
export type KeyValueStore = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;
/** Asked anew each time: there is none on the server, nor where the browser forbids it. */
export type FindStore = () => KeyValueStore | null;

export function keysOf(store: KeyValueStore | null, prefix: string): string[] {
  const keys = Array.from({ length: store?.length ?? 0 }, (_, i) => store?.key(i) ?? "");
  return keys.filter((key) => key.startsWith(prefix));
}

/** Keep a value, unless the storage is full or forbidden. */
export function put(store: KeyValueStore | null, key: string, value: string): void {
  try {
    store?.setItem(key, value);
  } catch {
    // what is kept here is a safety net; the page goes on without it
  }
}

/** What lies in storage, or `fallback` where there is nothing or something damaged. */
export function parsedOr<T, Fallback>(
  text: string | null | undefined,
  schema: z.ZodType<T>,
  fallback: Fallback,
): T | Fallback {
  try {
    const parsed = schema.safeParse(JSON.parse(text ?? ""));
    return parsed.success ? parsed.data : fallback;
  } catch {
    return fallback;
  }
}
