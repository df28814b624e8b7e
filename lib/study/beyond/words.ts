import { formatCell } from "#lib/figures/format.ts";
import { counted, percent, points } from "#lib/numbers.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { paragraph } from "#lib/study/blocks.ts";
import type { Direction } from "#lib/study/beyond/calibrations.ts";
import type { PairType } from "#lib/study/data/pairs.ts";
import type { Finding } from "#lib/study/section.ts";

/** What the blocks beyond the study can find, and how they say it. */

/** Of the project's machine: is it as often right as it says? */
export type ReliabilityFinding = Finding<
  Direction,
  { machine: string; accuracy: number; confidence: number; ece: number }
>;

export const reliabilityWords = ({ verdict, numbers }: ReliabilityFinding): string =>
  `${numbers.machine} is right on ${percent(numbers.accuracy)} at a mean confidence of ${percent(numbers.confidence)}: ${verdict}. Its expected calibration error is ${percent(numbers.ece)}.`;

type NamedEce = { name: string; ece: number };

export type CalibrationFinding = Finding<
  null,
  { machines: number; best: NamedEce; worst: NamedEce; overconfident: number; underconfident: number }
>;

export function calibrationWords({ numbers }: CalibrationFinding): string {
  const { machines, best, worst, overconfident, underconfident } = numbers;
  if (machines === 1) return `ECE is ${percent(best.ece)}.`;
  const said = ({ name, ece }: NamedEce) => `${percent(ece)} (${name})`;
  return `ECE ranges from ${said(best)} to ${said(worst)}; of ${machines} machines, ${overconfident} are overconfident and ${underconfident} underconfident.`;
}

/** Whether machines share errors with each other more than with people, as far as the intervals tell; null without both. */
export type CorrelationFinding = Finding<
  "more" | "less" | "undecided" | null,
  { letter: string; means: readonly { type: PairType; value: number }[] }
>;

const shared: Record<NonNullable<CorrelationFinding["verdict"]>, string> = {
  more: "Machines share errors with each other more than with people, which makes a person the better partner.",
  less: "Machines share errors with each other less than with people.",
  undecided:
    "Whether machines share errors with each other more than with people cannot be decided: the intervals overlap.",
};

export const correlationWords = ({ verdict, numbers: { letter, means } }: CorrelationFinding): string =>
  paragraph(
    means.length === 0
      ? ""
      : `Mean ${letter}: ${means.map(({ type, value }) => `${formatCell(value, "number")} ${type}`).join(", ")}.`,
    verdict ? shared[verdict] : "",
  );

type NamedPair = { first: string; second: string; value: number };

/** The pair of raters that agrees most beyond chance, and the one that does least; null of one pair alone. */
export type CohenFinding = Finding<null, { most: NamedPair; least: NamedPair | null }>;

export function cohenWords({ numbers: { most, least } }: CohenFinding): string {
  const said = ({ first, second, value }: NamedPair) =>
    `${first} and ${second} (κ = ${formatCell(value, "number")})`;
  return least
    ? `${said(most)} agree most beyond chance, ${said(least)} least.`
    : `${most.first} and ${most.second} agree beyond chance with κ = ${formatCell(most.value, "number")}.`;
}

/** Which pairs share the most and the least, by measure. */
export type PairMeansFinding = Finding<
  null,
  {
    measures: readonly {
      letter: string;
      most: { type: PairType; value: number };
      /** null where there is one type of pairs only */
      least: { type: PairType; value: number } | null;
      /** their intervals have nothing in common */
      apart: boolean;
    }[];
  }
>;

export const pairMeansWords = ({ numbers: { measures } }: PairMeansFinding): string =>
  paragraph(
    ...measures.map(({ letter, most, least, apart }) => {
      const said = ({ type, value }: typeof most) => `${type} pairs (${formatCell(value, "number")})`;
      return least
        ? `Mean ${letter} is highest for ${said(most)} and lowest for ${said(least)}${apart ? "" : "; their intervals overlap"}.`
        : `Mean ${letter} is that of ${said(most)} alone.`;
    }),
  );

export type GroupFinding = Finding<
  null,
  { alphas: readonly { kind: "people" | "machines"; items: number; alpha: Estimate }[] }
>;

export const groupWords = ({ numbers: { alphas } }: GroupFinding): string =>
  paragraph(
    ...alphas.map(
      ({ kind, items, alpha }) =>
        `Among ${kind}, alpha is ${formatCell(alpha, "number")} on ${counted(items)} items.`,
    ),
  );

type ClassDifference = { name: string; difference: number };

/** In how many classes people or machines are ahead with an interval that excludes 0. */
export type ClassFinding = Finding<
  null,
  {
    classes: number;
    peopleAhead: number;
    machinesAhead: number;
    best: ClassDifference;
    worst: ClassDifference;
  }
>;

export function classWords({ numbers }: ClassFinding): string {
  const { classes, peopleAhead, machinesAhead, best, worst } = numbers;
  return `People are clearly ahead in ${peopleAhead} of ${classes} classes, machines in ${machinesAhead}. Compared with machines, people do best on “${best.name}” (${points(best.difference)} points) and worst on “${worst.name}” (${points(worst.difference)}).`;
}

/** What people's answers to deferred items changed. */
export type DeferredFinding = Finding<
  null,
  {
    machine: string;
    /** deferred items with gold that people answered */
    judged: number;
    /** of these: corrected by people, made wrong by them, wrong either way */
    corrected: number;
    spoilt: number;
    bothWrong: number;
    /** items not deferred on which the machine is wrong */
    missed: number;
  }
>;

export function deferredWords({ numbers }: DeferredFinding): string {
  const { machine, judged, corrected, spoilt, bothWrong, missed } = numbers;
  const share = (n: number) => `${counted(n)} (${percent(n / judged)})`;
  return `Of ${counted(judged)} deferred items with gold that people answered, people corrected ${share(corrected)} of ${machine}'s mistakes and got ${share(spoilt)} wrong that it had right; on ${counted(bothWrong)} both are wrong. ${machine} is also wrong on ${counted(missed)} items that it kept.`;
}
