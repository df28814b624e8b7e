import type { LauncherId, LaunchSettings } from "#lib/launching.ts";

/** A part of a job folder. */
export type Task = { folder: string; part: number };

/** Parts that are given to a scheduler together, numbered from 0. */
export type Order = {
  /** names the order, and is the pass of those who work on it (launch.json of job-folder/part.ts) */
  token: string;
  tasks: readonly Task[];
  settings: LaunchSettings;
  /** the folder that all machines see */
  shared: string;
};

/** An order that was given, or was about to be: then nobody knows the scheduler's number for it. */
export type Given = { token: string; id: string | null; settings: LaunchSettings };

/** Why a scheduler did not take a task. */
export type Refusal = {
  /** in the scheduler's own words */
  why: string;
  /**
   * for good: asking again would not help, as somebody would have to change settings or rules first; for now: there is
   * no room, say; unknown: the answer did not arrive, so it may have been taken all the same
   */
  kind: "for good" | "for now" | "unknown";
};

/** What became of an order. */
export type Answer = {
  /** the scheduler's number of the order; null where it took nothing */
  id: string | null;
  /** by index; the scheduler has all tasks that are not in it */
  refused: ReadonlyMap<number, Refusal>;
};

/** None of an order's tasks was taken. */
export const refusedWhole = ({ tasks }: Pick<Order, "tasks">, refusal: Refusal): Answer => ({
  id: null,
  refused: new Map(tasks.map((_, index) => [index, refusal])),
});

/** What a scheduler says of a task. What it does not say is gone. */
export type Seen = {
  /** one that has ended may still take a place, until it is taken back */
  state: "waiting" | "running" | "ended";
  /** the node that it runs on, or what it waits for */
  detail: string;
};

/** Names a task of an order among others. */
export const taskKey = (token: string, index: number): string => `${token}/${index}`;

/** A scheduler. It is asked, and never believed alone: what counts is what stands in the folders. */
export type Scheduler = {
  /** An order that is given again under its token is the same one: no task is there twice. */
  give(order: Order): Promise<Answer>;
  /** @returns by taskKey, all tasks that wait or run, and those that ended and were kept. @throws Error when the scheduler cannot be asked */
  look(given: readonly Given[]): Promise<Map<string, Seen>>;
  /** Take tasks back, those that wait and those that run; one that is gone is no error. */
  take(given: Given, indices: readonly number[]): Promise<void>;
};

/** A way to have job folders done. */
export type Launcher = {
  id: LauncherId;
  /** null: the job's own process does it */
  scheduler: Scheduler | null;
};
