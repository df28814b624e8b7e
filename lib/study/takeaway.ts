import type { Reading } from "#lib/study/section.ts";

/** What a block says in one line over its figure, and what it says beyond that beneath. */
export type Takeaway = { line: string; rest: string };

/** A full stop before a capital or a quotation mark ends a sentence; one in a number or before a lower-case word does not. */
const sentenceEnd = /(?<=[.!?])\s+(?=["“‘(]?\p{Lu})/u;

/**
 * The first sentence of a reading, which is its verdict, apart from the rest.
 * @returns null where the numbers speak for themselves
 */
export function takeaway(reading: Pick<Reading, "text"> | null): Takeaway | null {
  if (!reading || reading.text.trim() === "") return null;
  const [line = "", ...rest] = reading.text.trim().split(sentenceEnd);
  return { line, rest: rest.join(" ") };
}
