import { formatCell } from "#lib/figures/format.ts";
import { counted, percent } from "#lib/numbers.ts";
import { paragraph } from "#lib/study/blocks.ts";
import type { Lead } from "#lib/study/difficulty/leads.ts";
import type { Finding } from "#lib/study/section.ts";

/** What the blocks on difficulty can find, and how they say it. */

type Kind = "people" | "machines";

const number = (value: number): string => formatCell(value, "number");
const pSaid = (p: number): string => `p = ${formatCell(p, "p")}`;

/** Whether people beat machines where machines are least sure, as the study claims, as far as the interval tells. */
export type ConfidenceFinding = Finding<
  "holds" | "fails" | "undecided",
  {
    bins: number;
    /** bins in which the interval of people − machines excludes 0 */
    peopleAhead: number;
    machinesAhead: number;
    /** the bins of least and of most confidence; the same one where there is only one */
    first: Lead;
    last: Lead;
    /** mean confidence of the last bin in which people are ahead; null for none */
    until: number | null;
  }
>;

const confidenceClaim: Record<ConfidenceFinding["verdict"], string> = {
  holds: "The study's claim that people beat machines where machines are unsure holds here",
  fails: "The study's claim that people beat machines where machines are unsure does not hold here",
  undecided: "Whether people beat machines where machines are unsure cannot be decided here",
};

export function confidenceWords({ verdict, numbers }: ConfidenceFinding): string {
  const { bins, peopleAhead, machinesAhead, first, last, until } = numbers;
  const bin = ({ x, n, people, machines, lead }: Lead) =>
    `at a mean confidence of ${number(x)} (${counted(n)} items), people are right on ${percent(people)} and machines on ${percent(machines)}, a difference of ${formatCell(lead, "points")} points`;
  return paragraph(
    `${confidenceClaim[verdict]}: ${bin(first)}.`,
    last === first ? "" : `At the other end, ${bin(last)}.`,
    `People are clearly ahead in ${peopleAhead} of ${bins} bins${until === null ? "" : ` (up to a mean confidence of ${number(until)})`}, machines in ${machinesAhead}.`,
  );
}

/** The slopes of the fitted lines; none where no line could be fitted. */
export type SlopesFinding = Finding<
  null,
  { slopes: readonly { measure: string; fitted: readonly { kind: Kind; slope: number; p: number }[] }[] }
>;

export const slopesWords = ({ numbers: { slopes } }: SlopesFinding): string =>
  paragraph(
    slopes.length === 0 ? "There are too few points for a fitted line." : "",
    ...slopes.map(({ measure, fitted }) => {
      const each = fitted.map(({ kind, slope, p }) => `${kind} ${number(slope)} (${pSaid(p)})`);
      return `Slopes${measure === "" ? "" : ` (${measure})`}: ${each.join(", ")}.`;
    }),
  );

/** In how many measures the slope differs from 0. */
export type TestTwoFinding = Finding<
  null,
  { alpha: number; kinds: readonly { kind: Kind; different: number; fitted: number }[] }
>;

export const testTwoWords = ({ numbers: { alpha, kinds } }: TestTwoFinding): string =>
  paragraph(
    ...kinds.map(
      ({ kind, different, fitted }) =>
        `For ${kind}, the slope differs from 0 (p < ${alpha}) in ${different} of ${fitted} measures.`,
    ),
  );

/** How people's slope compares with the machines' in each measure. */
export type TestThreeFinding = Finding<
  null,
  {
    measures: readonly {
      name: string;
      verdict: "flatter" | "steeper" | "no difference shown" | "no lines";
      p: number | null;
    }[];
  }
>;

export const testThreeWords = ({ numbers: { measures } }: TestThreeFinding): string =>
  paragraph(
    ...measures.map(({ name, verdict, p }) => {
      const tested = p === null ? "" : ` (${pSaid(p)})`;
      switch (verdict) {
        case "no lines":
          return `${name}: not compared, since a line needs three points of each kind.`;
        case "no difference shown":
          return `${name}: no difference between the slopes is shown${tested}.`;
        default:
          return `${name}: people's line is ${verdict} than the machines'${tested}.`;
      }
    }),
  );
