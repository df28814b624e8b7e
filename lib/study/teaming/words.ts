import { formatCell } from "#lib/figures/format.ts";
import { percent, points } from "#lib/numbers.ts";
import { paragraph } from "#lib/study/blocks.ts";
import type { Finding } from "#lib/study/section.ts";
import type { PartnerKind } from "#lib/study/teaming/partner-gains.ts";

/** What the blocks on teaming can find, and how they say it. */

type Gains = { overMachine: number; overBetter: number };

const number = (value: number): string => formatCell(value, "number");

const partnerSaid: Record<PartnerKind, string> = {
  person: "one person",
  aggregate: "the aggregate",
  machine: "the best other machine",
};

/** Whether each person adds more than the best other machine, to how many of the machines; null without both. */
export type OracleFinding = Finding<
  "holds" | "in part" | "fails" | null,
  {
    means: readonly ({ kind: PartnerKind } & Gains)[];
    machines: number;
    /** machines to which each person adds more, by either convention */
    won: Gains;
  }
>;

const partnerClaim: Record<NonNullable<OracleFinding["verdict"]>, string> = {
  holds: "holds here",
  "in part": "holds here only in part",
  fails: "does not hold here",
};

export function oracleWords({ verdict, numbers: { means, machines, won } }: OracleFinding): string {
  const said = (gain: keyof Gains) =>
    means.map((of) => `${points(of[gain])} with ${partnerSaid[of.kind]}`).join(", ");
  return paragraph(
    means.length > 0
      ? `Mean gain in points over the machine: ${said("overMachine")}; over the better member: ${said("overBetter")}.`
      : "",
    verdict
      ? `The study's claim that people are better partners than any second machine ${partnerClaim[verdict]}: each person adds more than the best other machine to ${won.overMachine} of ${machines} machines, counted over the machine, and to ${won.overBetter} of ${machines}, counted over the better member.`
      : "",
  );
}

/** How a mean gain over the machine compares with the range that the study claims. */
export type ClaimVerdict = "not reached" | "holds" | "exceeded";

/** By kind of partner, at each team's own η* and at the study's fixed η. */
export type RealisticFinding = Finding<
  Partial<Record<PartnerKind, { best: ClaimVerdict; fixed: ClaimVerdict }>>,
  {
    studyEta: number;
    partners: readonly {
      kind: PartnerKind;
      best: Gains;
      fixed: Gains;
      /** in points as a share; null where the study makes no claim */
      claim: readonly [number, number] | null;
    }[];
  }
>;

const claimSaid: Record<ClaimVerdict, string> = {
  "not reached": "is not reached",
  holds: "holds",
  exceeded: "is exceeded",
};

export function realisticWords({ verdict, numbers: { studyEta, partners } }: RealisticFinding): string {
  const held = ({ best, fixed }: { best: ClaimVerdict; fixed: ClaimVerdict }) =>
    best === fixed
      ? `${claimSaid[best]} at both`
      : `${claimSaid[best]} at η* and ${claimSaid[fixed]} at ${studyEta}`;
  return paragraph(
    ...partners.map(({ kind, best, fixed, claim }) => {
      const of = verdict[kind];
      const claimed =
        claim && of
          ? `; the study's claim of ${100 * claim[0]} to ${100 * claim[1]} points over the machine ${held(of)}`
          : "";
      return `With ${partnerSaid[kind]}, the mean gain over the machine is ${points(best.overMachine)} points at η* (${points(fixed.overMachine)} at ${studyEta}), and over the better member ${points(best.overBetter)} (${points(fixed.overBetter)})${claimed}.`;
    }),
  );
}

/** The teams that are right most often, by kind of partner. */
export type MatrixFinding = Finding<
  null,
  {
    best: readonly {
      kind: PartnerKind;
      machine: string;
      partner: string;
      accuracy: number;
      overBetter: number;
    }[];
  }
>;

export const matrixWords = ({ numbers: { best } }: MatrixFinding): string =>
  paragraph(
    ...best.map(({ kind, machine, partner, accuracy, overBetter }) => {
      const team = kind === "machine" ? "two machines" : `a machine and ${partnerSaid[kind]}`;
      return `The best team of ${team} is ${machine} with ${partner} (${percent(accuracy)}, ${points(overBetter)} points over the better).`;
    }),
  );

/** What each partner brings at its best η. */
export type SweepFinding = Finding<
  null,
  {
    machine: string;
    alone: number;
    /** the project's η, and the share that the machine defers at it */
    eta: number;
    deferred: number;
    partners: readonly { name: string; alone: number; eta: number; team: number; deferred: number }[];
  }
>;

export const sweepWords = ({ numbers: { machine, alone, eta, deferred, partners } }: SweepFinding): string =>
  paragraph(
    `${machine} alone is right on ${percent(alone)}; at η = ${eta} it defers ${percent(deferred)}.`,
    ...partners.map(
      (of) =>
        `With ${of.name}, ${percent(of.alone)} alone, the team reaches ${percent(of.team)} at η* = ${number(of.eta)}, with ${percent(of.deferred)} deferred.`,
    ),
  );

/** From which share of deferred items on most of the gain is there, by partner; "never pays" without any gain. */
export type CoverageFinding = Finding<
  null,
  {
    partners: readonly (
      { name: string; verdict: "never pays" } | { name: string; verdict: "pays"; enough: number }
    )[];
  }
>;

export const coverageWords = ({ numbers: { partners } }: CoverageFinding): string =>
  paragraph(
    ...partners.map((of) =>
      of.verdict === "never pays"
        ? `With ${of.name}, deferring never pays.`
        : `With ${of.name}, nine tenths of the largest gain are reached with ${percent(of.enough)} deferred.`,
    ),
  );

/** How one η for all machines compares with each machine's own; "untested" where there is no variance to test against. */
export type EtaVerdict = "untested" | "no difference shown" | "worse" | "better";

export const etaVerdictSaid: Record<EtaVerdict, string> = {
  untested: "cannot be tested",
  "no difference shown": "no difference shown",
  worse: "worse than η*",
  better: "better than η*",
};

type EtaLine = { eta: number; difference: number; p: number | null; verdict: EtaVerdict };

export type FixedEtaFinding = Finding<
  null,
  {
    roles: readonly {
      name: string;
      /** the η that is best for all machines, and the study's */
      best: EtaLine;
      fixed: EtaLine;
      /** η's of the grid at which no difference is shown */
      alike: readonly number[];
    }[];
  }
>;

export const fixedEtaWords = ({ numbers: { roles } }: FixedEtaFinding): string =>
  paragraph(
    ...roles.map(({ name, best, fixed, alike }) => {
      const said = ({ difference, p }: EtaLine) =>
        `${points(difference)} points against each machine's own η*${p === null ? "" : ` (p = ${formatCell(p, "p")})`}`;
      return paragraph(
        `With ${name}, η = ${number(best.eta)} is the best single value for all machines: ${said(best)}. The study's η = ${number(fixed.eta)} gives ${said(fixed)}.`,
        alike.length === 0
          ? "Every η of the grid differs from η*."
          : `No difference from η* is shown at ${alike.join(", ")}.`,
      );
    }),
  );
