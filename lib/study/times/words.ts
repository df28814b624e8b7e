import { formatCell } from "#lib/figures/format.ts";
import type { MaybeEstimate } from "#lib/stats/estimate.ts";
import { counted } from "#lib/numbers.ts";
import { paragraph } from "#lib/study/blocks.ts";
import type { Finding } from "#lib/study/section.ts";

/** What the blocks on response times can find, and how they say it. */

/** On which side of `none` an interval lies; "undecided" where it holds it. */
export function directionOf<Below extends string, Above extends string>(
  { low, high }: MaybeEstimate,
  none: number,
  below: Below,
  above: Above,
): Below | Above | "undecided" {
  if (low === null || high === null) return "undecided";
  return high < none ? below : low > none ? above : "undecided";
}

const said = (estimate: MaybeEstimate, format: "number" | "percent"): string =>
  estimate.value === null ? "not defined" : formatCell(estimate, format);

export type ByConfidenceFinding = Finding<
  "unsure is slower" | "sure is slower" | "undecided",
  { correlation: MaybeEstimate; withoutOrder: MaybeEstimate; n: number }
>;

export const confidenceWords = ({ verdict, numbers }: ByConfidenceFinding): string =>
  paragraph(
    verdict === "unsure is slower"
      ? "People take longer where the machine is less sure."
      : verdict === "sure is slower"
        ? "People take longer where the machine is surer."
        : "Whether people take longer where the machine is unsure cannot be told from these answers.",
    `Rank correlation of time and confidence ${said(numbers.correlation, "number")}; with the order of the answers taken out ${said(numbers.withoutOrder, "number")}.`,
  );

export type ByAgreementFinding = Finding<
  "alone is faster" | "alone is slower" | "undecided",
  { ahead: MaybeEstimate; n: number }
>;

export const agreementWords = ({ verdict, numbers: { ahead } }: ByAgreementFinding): string =>
  paragraph(
    verdict === "alone is slower"
      ? "People take longer over answers that nobody shares."
      : verdict === "alone is faster"
        ? "Answers that nobody shares come faster."
        : "Whether answers that nobody shares take longer cannot be told from these.",
    ahead.value === null
      ? ""
      : `Such an answer takes longer than one that everybody shares with a probability of ${said(ahead, "percent")}.`,
  );

export type ByCorrectnessFinding = Finding<
  "wrong is faster" | "wrong is slower" | "undecided",
  { slower: MaybeEstimate; right: number; wrong: number }
>;

export const correctnessWords = ({ verdict, numbers }: ByCorrectnessFinding): string => {
  const { slower, right, wrong } = numbers;
  return paragraph(
    verdict === "wrong is slower"
      ? "Wrong answers take longer than right ones."
      : verdict === "wrong is faster"
        ? "Wrong answers come faster than right ones."
        : `Whether wrong answers take longer cannot be told from ${counted(right)} right and ${counted(wrong)} wrong ones.`,
    slower.value === null
      ? ""
      : `A wrong answer takes longer than a right one of the same person with a probability of ${said(slower, "percent")}.`,
  );
};
