import { needs, type Need } from "#lib/study/needs.ts";
import type { Block, Finding, Head, Reading } from "#lib/study/section.ts";
import { listed } from "#lib/study/data/names.ts";
import type { StudyRater } from "#lib/study/data/study.ts";

/** What the sections make their blocks with. */

/** A block that cannot be computed here, and what it needs. */
export const refusal = (head: Head, need: Need): Block => ({
  ...head,
  items: "",
  reading: null,
  failed: [],
  body: { kind: "refusal", need, sentence: needs[need] },
});

/** @param words the section's wording of this block's finding */
export const worded = <F extends Finding>(finding: F, words: (finding: F) => string): Reading => ({
  ...finding,
  text: words(finding),
});

/** The block with the machines named that its statements about machines leave out. */
export const namingFailed = (block: Block, failed: readonly StudyRater[]): Block =>
  block.body.kind === "refusal" ? block : { ...block, failed: failed.map(({ name }) => name) };

/** Names them, for the page and the report; "" where none failed. */
export const failedSaid = ({ failed }: Pick<Block, "failed">): string =>
  failed.length === 0
    ? ""
    : `Statements about machines as a group leave out ${listed(failed)}: far below the others, as after a failed training run.`;

/** Sentences as one paragraph; empty ones are left out. */
export const paragraph = (...sentences: readonly string[]): string =>
  sentences.filter((sentence) => sentence !== "").join(" ");

/** "1 machine", "3 machines" */
export const plural = (n: number, one: string): string => `${n} ${one}${n === 1 ? "" : "s"}`;
