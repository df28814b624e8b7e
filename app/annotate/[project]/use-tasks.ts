import { useEffect, useState, useSyncExternalStore } from "react";
import type { FeedSnapshot, OwnFlag, RecentAnswer } from "./feed-snapshot.ts";
import type { FeedOptions } from "./feed-options.ts";
import type { KeyValueStore } from "./storage.ts";
import { loadPicture } from "./picture.ts";
import { post } from "./post.ts";
import { TaskFeed } from "./task-feed.ts";

export type Tasks = FeedSnapshot<HTMLImageElement>;

function browserStorage(): KeyValueStore | null {
  try {
    return localStorage;
  } catch {
    return null; // forbidden by the browser's settings
  }
}

export type FeedOwner = {
  userId: number;
  project: string;
  leaseSeconds: number;
  recent: readonly RecentAnswer[];
  flags: readonly OwnFlag[];
} & Pick<FeedOptions<HTMLImageElement>, "hold" | "loads">;

const openFeed = ({ userId, project, leaseSeconds, recent, flags, hold, loads }: FeedOwner) =>
  new TaskFeed<HTMLImageElement>({
    userId,
    project,
    leaseMs: leaseSeconds * 1000,
    recent,
    flags,
    hold,
    loads,
    post,
    load: (lease, waits) => loadPicture(project, lease, waits),
    store: browserStorage,
    // crypto.randomUUID is missing on plain http.
    tab: Math.random().toString(36).slice(2),
    now: Date.now,
    timers: { set: (act, ms) => window.setTimeout(act, ms), clear: (timer) => window.clearTimeout(timer) },
    visible: () => document.visibilityState === "visible",
  });

/** The task feed of this page: told of what happens in the browser, followed by React. */
export function useTasks(owner: FeedOwner): { feed: TaskFeed<HTMLImageElement>; tasks: Tasks } {
  const [feed] = useState(() => openFeed(owner));
  useEffect(() => {
    const stop = feed.start();
    const listening = new AbortController();
    const { signal } = listening;
    const woken = () => {
      if (document.visibilityState === "visible") feed.retry();
    };
    window.addEventListener("online", woken, { signal });
    document.addEventListener("visibilitychange", woken, { signal });
    window.addEventListener("storage", ({ key, newValue }) => feed.storageChanged(key, newValue), { signal });
    window.addEventListener("pagehide", stop, { signal });
    // A page brought back by the browser's history holds tasks that it has given back: start afresh.
    const shown = (event: PageTransitionEvent) => {
      if (event.persisted) window.location.reload();
    };
    window.addEventListener("pageshow", shown, { signal });
    return () => {
      listening.abort();
      stop();
    };
  }, [feed]);
  const tasks = useSyncExternalStore(feed.subscribe, feed.getSnapshot, feed.getSnapshot);
  return { feed, tasks };
}
