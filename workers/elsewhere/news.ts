import type { ElsewhereNote, LauncherId } from "#lib/launching.ts";
import type { Folder } from "#workers/job-folder/folder.ts";
import { notesOf } from "#workers/job-folder/kinds/index.ts";
import type { Attempt } from "#workers/job-folder/part.ts";
import type { Seen } from "#workers/launchers/launcher.ts";

/** A part of a folder that others do, as it was just looked at. */
export type PartNews = {
  part: number;
  /** the newest sign of life */
  last: Attempt | null;
  outcome: "done" | "failed" | null;
  /** "silent" where the scheduler could not be asked */
  seen: Seen | null | "silent";
};

/** How far a folder is, for the pages. @param refused why its scheduler does not take all of it; empty: it does */
export function newsOf(
  { description }: Folder,
  own: readonly PartNews[],
  launcher: LauncherId,
  refused: string,
): { progress: number; note: Record<string, unknown> } {
  const told = new Map<number, Record<string, unknown> | null>();
  for (const { part, outcome, last } of own)
    if (outcome === "done") told.set(part, null);
    else if (last) told.set(part, last.note);
  const seen = own.flatMap(({ seen }) =>
    seen !== null && seen !== "silent" && seen.state !== "ended" ? [seen] : [],
  );
  const running = seen.filter(({ state }) => state === "running");
  const detail = running.length > 0 ? running : seen;
  const elsewhere: ElsewhereNote = {
    elsewhere: {
      launcher,
      waiting: seen.length - running.length,
      running: running.length,
      done: own.filter(({ outcome }) => outcome === "done").length,
      detail: [...new Set(detail.map((one) => one.detail).filter(Boolean))].join(", "),
      refused,
    },
  };
  const shares = own.map(({ outcome, last }) => (outcome === "done" ? 1 : (last?.progress ?? 0)));
  const progress = shares.reduce((sum, share) => sum + share, 0) / own.length;
  const note = notesOf(description, told) ?? [...told.values()].findLast((news) => news !== null);
  return { progress: Math.min(1, progress), note: { ...note, ...elsewhere } };
}
