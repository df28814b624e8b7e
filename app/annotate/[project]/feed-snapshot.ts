import type { Failure, Progress, Waiting } from "./protocol.ts";
import type { ReadyTask } from "./task-shelf.ts";

/** One of the person's own answers, with the lease under which it was given; label null is "can't tell". */
export type RecentAnswer = {
  lease: string;
  label: number | null;
  /** it was no answer: put aside for later */
  skipped?: true;
  /** a name of the batch that it was given with */
  batch?: string;
};

/** A remark of the person's own that no reviewer has dealt with yet. */
export type OwnFlag = { flag: string; lease: string; comment: string };

export type Connection =
  | { state: "fine" }
  /** answers wait in the browser and are sent again */
  | { state: "offline" }
  /** answers wait until somebody who may give them is signed in, or the project is open again */
  | { state: "signed-out" | "gone"; message: string };

/** What the page shows of a feed. */
export type FeedSnapshot<Picture> = {
  /** the task to show; null while loading or when there is none */
  current: ReadyTask<Picture> | null;
  /** that one and those that come after it, as far as their pictures are there */
  ready: readonly ReadyTask<Picture>[];
  progress: Progress | null;
  /** set when there is nothing to do just now */
  waiting: Waiting | null;
  connection: Connection;
  /** the server cannot get at its pictures; it is asked again and again */
  picturesAway: boolean;
  /** answers not yet acknowledged */
  pending: number;
  /** one sentence about an answer that the server refused */
  refused: string | null;
  /** an answer is being taken back; no new one is accepted meanwhile */
  undoing: boolean;
  /** the person's own answers and skips, the newest first */
  recent: readonly RecentAnswer[];
  /** what they had done with the task on the screen before they took it back */
  earlier: RecentAnswer | null;
  /** the newest first */
  flags: readonly OwnFlag[];
};

export const emptySnapshot = (
  recent: readonly RecentAnswer[],
  flags: readonly OwnFlag[],
): FeedSnapshot<never> => ({
  current: null,
  ready: [],
  progress: null,
  waiting: null,
  connection: { state: "fine" },
  picturesAway: false,
  pending: 0,
  refused: null,
  undoing: false,
  recent,
  earlier: null,
  flags,
});

export function connectionAfter(failure: Failure): Connection {
  if (failure.kind === "unreachable") return { state: "offline" };
  // A refusal is an answer: the server is there.
  return failure.kind === "refused" ? { state: "fine" } : { state: failure.kind, message: failure.message };
}
