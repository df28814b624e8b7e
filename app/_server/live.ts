import "server-only";
import Database from "better-sqlite3";
import { dir } from "./database.ts";

/**
 * News for the live pages. Producer and browser sit in different processes and SQLite tells nobody,
 * so one poller a web process watches `PRAGMA data_version` (a few µs) and reads the events table
 * only when it moved. The stream carries "look again", never data.
 */
export type News = { cursor: number; topics: string[] };
type Listener = (news: News) => void;

type Poller = { listeners: Map<Listener, number | null>; timer: NodeJS.Timeout; stop(): void };
declare global {
  /** One poller for the web process, as in database.ts. */
  var tandemPoller: Poller | undefined;
}

const everyMs = 150;

function startPolling(): Poller {
  const sqlite = new Database(dir().database, { readonly: true });
  const version = sqlite.prepare("pragma data_version").pluck();
  const newest = sqlite.prepare("select coalesce(max(id), 0) from events").pluck();
  const since = sqlite.prepare<[number], { projectId: number | null; topic: string }>(
    "select distinct projectId, topic from events where id > ?",
  );
  let seen: unknown = version.get();
  let cursor = Number(newest.get());
  const listeners = new Map<Listener, number | null>();
  const timer = setInterval(() => {
    const now = version.get();
    if (now === seen) return;
    seen = now;
    const latest = Number(newest.get());
    if (latest <= cursor) return;
    const rows = since.all(cursor);
    cursor = latest;
    for (const [listener, projectId] of listeners) {
      const topics = rows
        .filter((row) => row.projectId === projectId || projectId === null)
        .map((row) => row.topic);
      if (topics.length > 0) listener({ cursor, topics: [...new Set(topics)] });
    }
  }, everyMs);
  timer.unref();
  return {
    listeners,
    timer,
    stop: () => {
      clearInterval(timer);
      sqlite.close();
    },
  };
}

/**
 * Hear of changes of one project (null: of all).
 * @returns a function that ends it; the poller stops with its last listener
 */
export function listen(projectId: number | null, listener: Listener): () => void {
  const poller = (globalThis.tandemPoller ??= startPolling());
  poller.listeners.set(listener, projectId);
  return () => {
    poller.listeners.delete(listener);
    if (poller.listeners.size === 0 && globalThis.tandemPoller === poller) {
      poller.stop();
      globalThis.tandemPoller = undefined;
    }
  };
}
