import type { Timers } from "./conversation.ts";
import type { OwnFlag, RecentAnswer } from "./feed-snapshot.ts";
import type { Waits } from "./picture.ts";
import type { FindStore } from "./storage.ts";
import type { Post } from "./protocol.ts";

/** Whose tasks a feed brings, and what it needs of the world. */
export type FeedOptions<Picture> = {
  userId: number;
  project: string;
  leaseMs: number;
  recent: readonly RecentAnswer[];
  flags: readonly OwnFlag[];
  post: Post;
  /** fetches and decodes a picture; one that cannot be decoded is shown broken, so this does not reject */
  load: (lease: string, waits: Waits) => Promise<Picture>;
  store: FindStore;
  /** a name for this tab that no other has */
  tab: string;
  /** wall clock, ms: it goes on while the computer sleeps */
  now: () => number;
  timers: Timers;
  visible: () => boolean;
  /** tasks held ready, those on the screen included; a few more than one where it is not said */
  hold?: number | undefined;
  /** pictures fetched at a time; one where it is not said, so that the first is there soonest */
  loads?: number | undefined;
};
