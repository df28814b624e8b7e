import type { RecentAnswer } from "../feed-snapshot.ts";

/** One picture's place on a page of the grid. */
export type Cell = {
  /** under which the picture is held, or was when it was answered */
  lease: string;
  /** the lease under which the browser has the picture already, where it was answered before and taken back */
  picture: string;
  /** what was done with it; null: nothing yet */
  done: Done | null;
};
export type Done = Pick<RecentAnswer, "label" | "skipped">;

/** Pictures keep their places while one works through a page: nothing moves under the hand. */
export type Page = {
  /** counts pages: a new one is another number */
  number: number;
  cells: readonly Cell[];
};

export const noPage: Page = { number: 0, cells: [] };

/** A task as far as the page knows it. */
type Ready = { lease: string; was?: string | undefined };

const open = ({ lease, was = lease }: Ready): Cell => ({ lease, picture: was, done: null });

/** Pictures of a page that have no answer yet. */
export const openCells = ({ cells }: Page): readonly Cell[] => cells.filter(({ done }) => done === null);

/**
 * The page after the tasks that are ready have changed: a page that has pictures without an answer is filled up to its
 * size, and one that has none is followed by the next. What is not this person's any more goes; what they have taken
 * back opens again in its place, or before all others where the page has turned since.
 * @param ready tasks in the order in which they are to be shown
 * @param size pictures of a page
 * @returns the same page where nothing has changed
 */
export function arrange(page: Page, ready: readonly Ready[], size: number): Page {
  const byLease = new Map(ready.map((task) => [task.lease, task]));
  const backFrom = new Map(ready.flatMap((task) => (task.was === undefined ? [] : [[task.was, task]])));
  const kept = page.cells.flatMap((cell) => {
    const back = backFrom.get(cell.lease);
    if (back) return [open(back)];
    return cell.done !== null || byLease.has(cell.lease) ? [cell] : [];
  });
  const here = new Set(kept.map(({ lease }) => lease));
  const away = ready.filter(({ lease }) => !here.has(lease));
  const restored = away.filter(({ was }) => was !== undefined).map(open);
  const fresh = away.filter(({ was }) => was === undefined).map(open);
  const cells = [...restored, ...kept];
  if (cells.some(({ done }) => done === null) || fresh.length === 0) {
    const room = Math.max(0, size - cells.length);
    const next = [...cells, ...fresh.slice(0, room)];
    return isSame(next, page.cells) ? page : { ...page, cells: next };
  }
  return { number: page.number + 1, cells: fresh.slice(0, size) };
}

const isSame = (a: readonly Cell[], b: readonly Cell[]): boolean =>
  a.length === b.length &&
  a.every(({ lease, done }, i) => lease === b[i]?.lease && (done === null) === (b[i].done === null));

/** The page after something was done with some of its pictures. */
export function withDone(page: Page, leases: ReadonlySet<string>, done: Done): Page {
  return { ...page, cells: page.cells.map((cell) => (leases.has(cell.lease) ? { ...cell, done } : cell)) };
}
