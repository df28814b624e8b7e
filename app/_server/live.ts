import Database from "better-sqlite3";
import { dir } from "./database.ts";
import { type Announcer, openAnnouncer } from "./live/announcer.ts";
import { log } from "./log.ts";
import { Refusal } from "./refusal.ts";

/**
 * News for the live pages. Producer and browser sit in different processes and SQLite tells nobody,
 * so one poller a web process watches `PRAGMA data_version` (a few µs) and reads the events table
 * only when it moved. The stream carries "look again", never data, and not more often than pages can look.
 */
export type News = { cursor: number; topics: string[] };

type Live = { announcer: Announcer<News>; stop: () => void };
declare global {
  /** One poller for the web process, as in database.ts. */
  var tandemLive: Live | undefined;
}

const everyMs = 150;
/** A listener hears news at most this often, ms. */
const restMs = 1000;
/** All listeners together, at one look: each then asks for a page, and annotators must not wait for that. */
const atOnce = 3;
/** Streams of one person, and of all. A browser's tabs hold one each. */
const most = { each: 10, all: 500 };

function startPolling(): Live {
  const sqlite = new Database(dir().database, { readonly: true });
  const version = sqlite.prepare("pragma data_version").pluck();
  const newest = sqlite.prepare("select coalesce(max(id), 0) from events").pluck();
  const since = sqlite.prepare<[number], { projectId: number | null; topic: string }>(
    "select distinct projectId, topic from events where id > ?",
  );
  const announcer = openAnnouncer<News>({
    restMs,
    atOnce,
    most,
    news: (topics) => ({ cursor, topics }),
    full: (whose) =>
      new Refusal(
        429,
        whose === "own"
          ? `You have ${most.each} live pages open. Close one of them first.`
          : "Too many live pages are open just now. This one still looks for news now and then.",
      ),
  });
  let seen: unknown = version.get();
  let cursor = Number(newest.get());
  function look(): void {
    const now = version.get();
    const latest = now === seen ? cursor : Number(newest.get());
    seen = now;
    if (latest > cursor) {
      for (const { projectId, topic } of since.all(cursor)) announcer.note(projectId, topic);
      cursor = latest;
    }
    announcer.announce(performance.now());
  }
  const timer = setInterval(() => {
    try {
      look();
    } catch (error) {
      log.warn({ err: error }, "no news could be read"); // the next look finds them
    }
  }, everyMs);
  timer.unref();
  const stop = () => {
    clearInterval(timer);
    sqlite.close();
  };
  return { announcer, stop };
}

/**
 * Hear of changes of one project (null: of all).
 * @returns a function that ends it; the poller stops with its last listener
 * @throws Refusal when this person, or everybody together, listens too often
 */
export function listen(userId: number, projectId: number | null, hear: (news: News) => void): () => void {
  const live = (globalThis.tandemLive ??= startPolling());
  const end = live.announcer.add({ userId, projectId, hear });
  return () => {
    end();
    if (live.announcer.size() > 0 || globalThis.tandemLive !== live) return;
    live.stop();
    globalThis.tandemLive = undefined;
  };
}

/** News that are in no table: a view has been computed again. */
export const tell = (projectId: number, topic: string): void =>
  globalThis.tandemLive?.announcer.note(projectId, topic);
