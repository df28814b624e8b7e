import { z } from "zod";
import type { MaybeEstimate } from "#lib/stats/estimate.ts";
import { proportion } from "#lib/stats/proportion.ts";

/** What a project is to reach: the team right on a share of the items, or so many answers of people in all. */
export const aim = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("accuracy"),
    /** share of the items on which the team is right */
    accuracy: z.number().gt(0).lt(1),
  }),
  z.object({ kind: z.literal("questions"), questions: z.int().min(1) }),
]);
export type Aim = z.output<typeof aim>;

/** How well the team does, and what that is known from. */
export const evidence = z.object({
  /** gold labels; or what the team believes, corrected by the audit */
  by: z.enum(["gold", "audit"]),
  /** items with gold, or audited ones with an answer */
  n: z.number(),
  value: z.number(),
  low: z.number(),
  high: z.number(),
});
export type Evidence = z.output<typeof evidence>;

/** Items from which on gold or an audit says something. */
export const leastEvidence = 50;

/**
 * The team's accuracy from gold where there is enough, else from the audit.
 * @param right items on which the team is right, of `n` with gold
 * @param audited of lib/teaming/audited-belief.ts
 * @returns null where neither says enough
 */
export function evidenceOf(
  { right, n }: { right: number; n: number },
  audited: (MaybeEstimate & { n: number }) | null,
): Evidence | null {
  if (n >= leastEvidence) {
    const { value, low, high } = proportion(right, n);
    return value === null ? null : { by: "gold", n, value, low, high };
  }
  if (audited === null || audited.value === null || audited.n < leastEvidence) return null;
  const { value, low, high } = audited;
  return { by: "audit", n: audited.n, value, low, high };
}

/**
 * Is an accuracy reached? It is when the lower end of the 95 % interval is at or above it at two looks in a row,
 * between which people went on answering. A look that is lucky once is so less often twice, and looks are rare:
 * each needs 2 % more answers than the one before (docs/decisions/0061-an-aim-is-reached-twice.md).
 * @param looks the newest last
 */
export const accuracyReached = (
  wanted: number,
  looks: readonly { evidence: Evidence | null; answers: number }[],
): boolean => {
  const [before, now] = looks.slice(-2);
  return (
    before !== undefined &&
    now !== undefined &&
    now.answers > before.answers &&
    [before, now].every((look) => look.evidence !== null && look.evidence.low >= wanted)
  );
};
