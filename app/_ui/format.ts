/** How the pages write numbers; lib/figures/format.ts has them all. */
export { counted as whole, duration, percent, points, waitWords } from "#lib/numbers.ts";
