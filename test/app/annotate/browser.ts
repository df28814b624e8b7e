import type { RecentAnswer } from "#app/annotate/[project]/feed-snapshot.ts";
import { sampleTime } from "../../sample-time.ts";
import type { KeyValueStore } from "#app/annotate/[project]/storage.ts";
import { TaskFeed } from "#app/annotate/[project]/task-feed.ts";
import { leaseMs, type Server } from "./server.ts";
import type { Time } from "./time.ts";

/** What happens to one request; a number is a status without a body of our own. */
export type Fate = "fine" | "lost" | "reply lost" | "twice" | "not ours" | 401 | 403 | 404 | 500 | 503;

const sentences: Partial<Record<Fate, string>> = {
  401: "Your session has ended. Please sign in again.",
  403: "Choose a password of your own first.",
  404: "There is no such project.",
};

export type Network = {
  /** the fate of the next request; a tab asks for every one */
  fate: (path: string) => Fate;
  latencyMs: () => number;
};

export const calm: Network = { fate: () => "fine", latencyMs: () => 20 };

/** localStorage of one browser, shared by its tabs; others hear of every change. */
export class SharedStore implements KeyValueStore {
  readonly #values = new Map<string, string>();
  readonly #tabs = new Set<TaskFeed<string>>();
  full = false;

  get length() {
    return this.#values.size;
  }
  key(i: number) {
    return [...this.#values.keys()][i] ?? null;
  }
  getItem(key: string) {
    return this.#values.get(key) ?? null;
  }
  setItem(key: string, value: string) {
    if (this.full) throw new Error("QuotaExceededError");
    this.#values.set(key, value);
  }
  removeItem(key: string) {
    this.#values.delete(key);
  }
  /** A tab's own view of the store: what it writes, the others are told. */
  viewOf(feed: () => TaskFeed<string>): KeyValueStore {
    this.#tabs.add(feed());
    const tell = (key: string, value: string | null) => {
      for (const tab of this.#tabs) if (tab !== feed()) tab.storageChanged(key, value);
    };
    return {
      length: this.length,
      key: (i) => this.key(i),
      getItem: (key) => this.getItem(key),
      setItem: (key, value) => {
        this.setItem(key, value);
        tell(key, value);
      },
      removeItem: (key) => {
        this.removeItem(key);
        tell(key, null);
      },
    };
  }
  forget(feed: TaskFeed<string>) {
    this.#tabs.delete(feed);
  }
}

export type Tab = {
  feed: TaskFeed<string>;
  /** requests as they were sent */
  sent: { path: string; at: number; body: unknown }[];
  /** label the picture on the screen; null when there is none or it was not taken */
  answer(label: number | null): { lease: string; picture: string } | null;
  /** give the first of those that are ready one label at once; empty when there are none or they were not taken */
  sort(pictures: number, label: number): readonly { lease: string; picture: string }[];
  /** the tab is closed as browsers close them: tasks are given back */
  close(): void;
  /** the browser crashes: nothing more comes from it, nothing is given back */
  crash(): void;
};

const never = new Promise<never>(() => undefined);
let [tabs, batches] = [0, 0];

/** A tab of a browser, in front of the annotation page. */
export function openTab(
  {
    time,
    server,
    store,
    network = calm,
  }: { time: Time; server: Server; store: SharedStore; network?: Network },
  {
    person = "anna",
    recent = [],
    hold,
    loads,
  }: { person?: string; recent?: readonly RecentAnswer[]; hold?: number; loads?: number } = {},
): Tab {
  let alive = true;
  const sent: Tab["sent"] = [];
  const feed: TaskFeed<string> = new TaskFeed<string>({
    userId: person.length,
    project: "shapes",
    leaseMs,
    recent,
    flags: [],
    post: async (path, body) => {
      if (!alive) return never;
      sent.push({ path, at: time.now(), body });
      const fate = network.fate(path);
      await time.sleep(network.latencyMs());
      if (typeof fate === "number") {
        const message = sentences[fate];
        return { status: fate, json: message === undefined ? "<html>" : { message } };
      }
      if (fate === "lost") throw new Error("no network");
      if (fate === "not ours") return { status: 200, json: "<html>Sign in to the hotel’s network" };
      if (fate === "twice") server.handle(person, path, body);
      const reply = server.handle(person, path, body);
      await time.sleep(network.latencyMs());
      // A closed tab hears nothing any more, but what it had sent has arrived.
      if (!alive) return never;
      if (fate === "reply lost") throw new Error("no network");
      return reply;
    },
    load: async (lease) => {
      await time.sleep(5);
      return server.imageOf(lease);
    },
    store: () => (alive ? store.viewOf(() => feed) : null),
    tab: `tab-${++tabs}`,
    now: time.now,
    timers: {
      set: (act, ms) => time.timers.set(() => alive && act(), ms),
      clear: time.timers.clear,
    },
    visible: () => true,
    ...(hold !== undefined && { hold }),
    ...(loads !== undefined && { loads }),
  });
  const stop = feed.start();
  return {
    feed,
    sent,
    answer(label) {
      const { current } = feed.getSnapshot();
      if (!current) return null;
      return feed.submit({
        lease: current.lease,
        outcome: label === null ? "unsure" : "label",
        label,
        time: sampleTime,
      })
        ? current
        : null;
    },
    sort(pictures, label) {
      const tasks = feed.getSnapshot().ready.slice(0, pictures);
      const { hiddenCount, input, quality, visibleMs } = sampleTime;
      const time = { hiddenCount, input, quality, visibleMs, batchMs: visibleMs, shown: tasks.length };
      const leases = tasks.map(({ lease }) => lease);
      const batch = `batch-${++batches}`;
      const taken = tasks.length > 0 && feed.submitBatch({ outcome: "batch", batch, leases, label, time });
      return taken ? tasks : [];
    },
    close() {
      stop();
      alive = false;
      store.forget(feed);
    },
    crash() {
      alive = false;
      store.forget(feed);
    },
  };
}
