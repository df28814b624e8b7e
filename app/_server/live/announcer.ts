export type Listener<News> = {
  userId: number;
  /** null: of all projects */
  projectId: number | null;
  hear: (news: News) => void;
};

export type Announcer<News> = {
  /** @returns a function that ends it @throws what `full` makes when there are too many */
  add: (listener: Listener<News>) => () => void;
  /** Something of this topic changed in a project (null: in none). */
  note: (projectId: number | null, topic: string) => void;
  /** Tell those whose turn it is. @param now monotonic, ms */
  announce: (now: number) => void;
  size: () => number;
};

export type AnnouncerOptions<News> = {
  /** a listener is told no more often than this, ms */
  restMs: number;
  /** listeners told at one time; the others are told at the next times, those first that wait longest */
  atOnce: number;
  most: { each: number; all: number };
  news: (topics: string[]) => News;
  full: (whose: "own" | "all") => Error;
};

type Entry<News> = Listener<News> & {
  /** not told yet */
  topics: Set<string>;
  /** told last, ms */
  told: number;
  /** whose turn it was, counted over all listeners */
  turn: number;
};

/** Spreads news over listeners and time, so that the work they cause has a bound however many they are. */
export function openAnnouncer<News>(options: AnnouncerOptions<News>): Announcer<News> {
  const { restMs, atOnce, most, news, full } = options;
  const entries = new Set<Entry<News>>();
  let turns = 0;

  return {
    add(listener) {
      if (entries.size >= most.all) throw full("all");
      const own = [...entries].filter(({ userId }) => userId === listener.userId);
      if (own.length >= most.each) throw full("own");
      const entry: Entry<News> = { ...listener, topics: new Set(), told: -Infinity, turn: 0 };
      entries.add(entry);
      return () => void entries.delete(entry);
    },
    note(projectId, topic) {
      for (const entry of entries)
        if (entry.projectId === null || entry.projectId === projectId) entry.topics.add(topic);
    },
    announce(now) {
      const due = [...entries].filter(({ topics, told }) => topics.size > 0 && now >= told + restMs);
      due.sort((a, b) => a.turn - b.turn);
      for (const entry of due.slice(0, atOnce)) {
        const topics = [...entry.topics];
        entry.topics.clear();
        entry.told = now;
        entry.turn = ++turns;
        entry.hear(news(topics));
      }
    },
    size: () => entries.size,
  };
}
