import type { Fence } from "#db/job-queue.ts";
import type { Job } from "#db/schema.ts";
import type { LaunchSettings } from "#lib/launching.ts";
import type { Folder } from "#workers/job-folder/folder.ts";
import type { GivenPart } from "#workers/job-folder/part.ts";
import type { PartNews } from "./news.ts";

/** A job whose folder others do. */
export type Away = {
  job: Job;
  fence: Fence;
  folder: Folder;
  settings: LaunchSettings;
  news: { progress: number; note: Record<string, unknown> } | null;
  cancelled: boolean;
  /** why the scheduler did not take all of it the last time, and when it is asked again, ms, monotonic */
  refused: { why: string; until: number } | null;
  /** parts with an outcome, whose tasks are leftovers from then on */
  over: Set<number>;
};

/** A part as it was just looked at. */
export type Part = PartNews & { away: Away; given: GivenPart | null };
