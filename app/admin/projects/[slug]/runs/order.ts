import { z } from "zod";

/** How the table of runs is sorted: it stands in the address, so that a view can be kept and sent. */

export const sortKeys = [
  "name",
  "method",
  "sees",
  "labels",
  "accuracy",
  "items",
  "size",
  "state",
  "date",
] as const;
export type SortKey = (typeof sortKeys)[number];

export const runOrder = z.object({
  sort: z.enum(sortKeys).catch("date"),
  dir: z.enum(["up", "down"]).optional().catch(undefined),
});
export type RunOrder = { sort: SortKey; dir: "up" | "down" };

/** Numbers and dates are wanted from the largest, words from A. */
const firstDirection = (key: SortKey): "up" | "down" =>
  ["accuracy", "items", "size", "date"].includes(key) ? "down" : "up";

/** @param asked search parameters as they came */
export function orderOf(asked: unknown): RunOrder {
  const { sort, dir } = runOrder.parse(asked);
  return { sort, dir: dir ?? firstDirection(sort) };
}

/** Search part of the address that a column's head leads to: sorted by it, or the other way round. */
export function headLink({ sort, dir }: RunOrder, key: SortKey): string {
  const next = sort === key ? (dir === "up" ? "down" : "up") : firstDirection(key);
  return `?${new URLSearchParams({ sort: key, dir: next }).toString()}`;
}

/** What is compared, by key; null is unknown, and stands last whichever way round. */
export type Sortable = Record<SortKey, string | number | null>;

/** In order; equal ones stay as they came. */
export function sorted<Row extends { by: Sortable }>(rows: readonly Row[], { sort, dir }: RunOrder): Row[] {
  const sign = dir === "up" ? 1 : -1;
  return rows.toSorted(({ by: one }, { by: other }) => {
    const [a, b] = [one[sort], other[sort]];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    return sign * String(a).localeCompare(String(b), "en", { numeric: true, sensitivity: "base" });
  });
}
