/** How the pages write numbers (lib/figures/format.ts has them all) and moments. */
export { counted as whole, duration, percent, points } from "#lib/figures/format.ts";

/** A moment, the same for server and browser so that nothing flickers when the page wakes up. */
export const moment = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
