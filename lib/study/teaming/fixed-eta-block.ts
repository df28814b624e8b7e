import { type FixedEta, fixedEtas } from "#lib/study/teaming/fixed-eta.ts";
import { leftOutSentence } from "#lib/study/failed-machines.ts";
import { formatCell } from "#lib/figures/format.ts";
import type { Cell } from "#lib/figures/table.ts";
import { type Block, refusal } from "#lib/study/section.ts";
import type { StudyRater } from "#lib/study/data/study.ts";
import { type Role, type Teams, measuredOn, studyEta } from "#lib/study/teaming/teams.ts";

/** The η's that the study's Table 3 would compare. */
const etas = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** Rejection below this. */
const alpha = 0.05;

type Group = { name: string; machines: readonly StudyRater[] };

/** All machines, then those trained in the same way, where there are at least two. */
function groupsOf(machines: readonly StudyRater[]): Group[] {
  const kinds = [...new Set(machines.flatMap(({ machine }) => machine?.group ?? []))];
  const groups = kinds
    .map((kind) => ({ name: kind, machines: machines.filter(({ machine }) => machine?.group === kind) }))
    .filter((group) => group.machines.length > 1 && group.machines.length < machines.length);
  return [{ name: "all", machines }, ...groups];
}

const verdictOf = ({ test }: FixedEta): string => {
  if (!test) return "cannot be tested";
  if (test.p > alpha) return "no difference shown";
  return test.difference < 0 ? "worse than η*" : "better than η*";
};

export function fixedEtaBlock(teams: Teams): Block {
  const head = {
    id: "test-4",
    title: "Test 4: one η for all machines",
    definition: [
      "Does a fixed η, the same for every machine, cost accuracy against each machine's own best η*? For every η and group of machines: a paired t-test over the machines of Acc(η) − Acc*, with df one less than the machines. Groups are those of the study's appendix B.4, by how the machines were trained. With “one person”, a machine's accuracy is the mean over its teams with each single person, and one η* serves them all.",
      "η* and the best fixed η are chosen on the fitting part, and all accuracies are measured on the other items: Acc(η) may exceed Acc*. In the study both were chosen and measured on the same items, where Acc(η) can never exceed Acc*.",
      "The study reads p > 0.05 as accepting that there is no difference. With few machines a test has little power, so here such lines say “no difference shown”, and the interval of the difference says how large it may be all the same. p-values are not adjusted for the many η's; machines share items and training labels, so they are no independent sample either.",
      "Source: Liu et al. hypothesis test 4 and Table 3 (there six machines from a warm-up, df 5, and three of two networks, df 2).",
    ],
  };
  if (teams.sound.length < 2)
    return refusal(head, "Needs at least two machines that predicted the same items.");
  if (teams.people.length === 0 && !teams.aggregate)
    return refusal(head, "Needs people who answered at least half of the items that the machines predicted.");
  if (teams.fitted === 0 || teams.fitted === teams.n)
    return refusal(head, "There are too few items to choose η on some and measure on others.");
  const roles: Role[] = [
    { name: "one person", partners: teams.people },
    { name: teams.aggregate?.name ?? "", partners: teams.aggregate ? [teams.aggregate] : [] },
  ].filter(({ partners }) => partners.length > 0);
  const lines = roles.flatMap((role) =>
    groupsOf(teams.sound).flatMap((group) =>
      fixedEtas(teams, group.machines, role, etas).map((line) => ({ role, group, line })),
    ),
  );
  return {
    ...head,
    items: measuredOn(teams),
    body: {
      kind: "table",
      table: {
        columns: [
          { name: "Partner", format: "text" },
          { name: "Machines", format: "text" },
          { name: "Number", format: "count" },
          { name: "η", format: "number" },
          { name: "Chosen", format: "text" },
          { name: "Mean Acc(η)", format: "percent" },
          { name: "Acc(η) − Acc*", format: "points" },
          { name: "t", format: "number" },
          { name: "df", format: "number" },
          { name: "p", format: "p" },
          { name: "Reading", format: "text" },
        ],
        rows: lines.map(({ role, group, line }): Cell[] => [
          role.name,
          group.name,
          group.machines.length,
          line.eta,
          line.best ? "best for these" : "given",
          line.accuracy,
          line.test ? { value: line.difference, low: line.test.low, high: line.test.high } : line.difference,
          ...(line.test ? [line.test.t, line.test.df, line.test.p] : [null, null, null]),
          verdictOf(line),
        ]),
      },
    },
    reading: [...roles.map((role) => readingOf(role, lines)), leftOutSentence(teams.failed)].join(" ").trim(),
  };
}

function readingOf(role: Role, lines: readonly { role: Role; group: Group; line: FixedEta }[]): string {
  const all = lines.filter((of) => of.role === role && of.group.name === "all");
  const best = all.find(({ line }) => line.best)?.line;
  const fixed = all.find(({ line }) => !line.best && line.eta === studyEta)?.line;
  if (!best || !fixed) return "";
  const said = ({ difference, test }: FixedEta) =>
    `${formatCell(difference, "points")} points against each machine's own η*${test ? ` (p = ${formatCell(test.p, "p")})` : ""}`;
  const shown = all.filter(({ line }) => !line.best && verdictOf(line) === "no difference shown");
  return [
    `With ${role.name}, one η = ${formatCell(best.eta, "number")} is best for all machines, ${said(best)}; the study's ${studyEta} gives ${said(fixed)}.`,
    shown.length === 0
      ? "Every η of the grid differs from η*."
      : `No difference is shown at ${shown.map(({ line }) => line.eta).join(", ")}.`,
  ].join(" ");
}
