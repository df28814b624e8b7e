import { percent, points } from "#lib/numbers.ts";
import { paragraph } from "#lib/study/blocks.ts";
import { listed } from "#lib/study/data/names.ts";
import type { PairType } from "#lib/study/data/pairs.ts";
import type { Finding } from "#lib/study/section.ts";

/** What the blocks on confusion can find, and how they say it. */

/** How often two raters that are both wrong give the same wrong answer, by type of pair. */
export type IncorrectFinding = Finding<
  null,
  {
    types: readonly {
      type: PairType;
      /** of the cases in which both are wrong */
      same: number;
      /** the class that both say most often, wrongly, of all cases; null where nobody shares a mistake */
      commonest: { name: string; share: number } | null;
    }[];
  }
>;

const pairSaid: Record<PairType, string> = {
  "human–human": "two people",
  "machine–machine": "two machines",
  "human–machine": "a person and a machine",
};

export const incorrectWords = ({ numbers: { types } }: IncorrectFinding): string =>
  paragraph(
    ...types.map(({ type, same, commonest }) => {
      const most = commonest && `, most often “${commonest.name}” (${percent(commonest.share)})`;
      return `When ${pairSaid[type]} are both wrong, they give the same answer in ${percent(same)} of cases${most ?? ""}.`;
    }),
  );

/** The cell in which two matrices of shared wrong answers differ most; null where they are one and the same. */
export type DifferencesFinding = Finding<
  null,
  {
    largest: {
      /** the matrix that has more there, and the other */
      more: PairType;
      less: PairType;
      one: string;
      other: string;
      /** above 0 */
      difference: number;
    } | null;
  }
>;

export function differencesWords({ numbers: { largest } }: DifferencesFinding): string {
  if (!largest) return "No cell differs between these matrices.";
  const { more, less, one, other, difference } = largest;
  const mistake =
    one === other ? `both of a pair say “${one}”` : `one of a pair says “${one}” and the other “${other}”`;
  return `The largest difference is ${points(difference)} points: where both are wrong, it is more often in ${more} pairs than in ${less} pairs that ${mistake}.`;
}

/** The most frequent confusion of people and of machines, as a mean over raters of a row's share. */
export type AgainstGoldFinding = Finding<
  null,
  { worst: readonly { kind: "human" | "machine"; gold: string; answer: string; share: number }[] }
>;

export const againstGoldWords = ({ numbers: { worst } }: AgainstGoldFinding): string =>
  paragraph(
    ...worst.map(
      ({ kind, gold, answer, share }) =>
        `${kind === "human" ? "People" : "Machines"} most often mistake ${gold} for ${answer}: ${percent(share)} on average.`,
    ),
  );

/** The pair that the reader chose, or the two machines that agree least. */
export type BetweenFinding = Finding<
  "chosen" | "least alike",
  { names: readonly [string, string]; agreement: number }
>;

export const betweenWords = ({ verdict, numbers: { names, agreement } }: BetweenFinding): string =>
  verdict === "chosen"
    ? `${listed(names)} agree on ${percent(agreement)} of their common items.`
    : `Of all pairs of machines, ${listed(names)} agree least: on ${percent(agreement)} of their common items.`;
