import type { Cell } from "#lib/figures/table.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import type { StudyRater } from "#lib/study/data/study.ts";
import type { Need } from "#lib/study/needs.ts";
import type { Block } from "#lib/study/section.ts";
import { type FixedEta, fixedEtas } from "#lib/study/teaming/fixed-eta.ts";
import { type PartnerRole, type Teams, measuredOn, splitNeed, studyEta } from "#lib/study/teaming/teams.ts";
import {
  type EtaVerdict,
  type FixedEtaFinding,
  etaVerdictSaid,
  fixedEtaWords,
} from "#lib/study/teaming/words.ts";

/** The η's that the study's Table 3 would compare. */
const etas = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** Rejection below this. */
const alpha = 0.05;

const allMachines = "all";

type Group = { name: string; machines: readonly StudyRater[] };
type RoleLine = { role: PartnerRole; group: Group; line: FixedEta };

/** All machines, then those trained in the same way, where there are at least two. */
function groupsOf(machines: readonly StudyRater[]): Group[] {
  const kinds = [...new Set(machines.flatMap(({ machine }) => machine?.group ?? []))];
  const groups = kinds
    .map((kind) => ({ name: kind, machines: machines.filter(({ machine }) => machine?.group === kind) }))
    .filter((group) => group.machines.length > 1 && group.machines.length < machines.length);
  return [{ name: allMachines, machines }, ...groups];
}

function verdictOf({ test }: FixedEta): EtaVerdict {
  if (!test) return "untested";
  if (test.p > alpha) return "no difference shown";
  return test.difference < 0 ? "worse" : "better";
}

function needOf(teams: Teams): Need | null {
  if (teams.sound.length < 2) return "two machines";
  if (teams.people.length === 0 && !teams.aggregate) return "people";
  return splitNeed(teams);
}

/** Test 4, for all machines and for each kind of training. */
export function fixedEtaBlock(teams: Teams): Block {
  const head = {
    id: "test-4",
    title: "Test 4: one η for all machines",
    definition: [
      "Does a fixed η, the same for every machine, cost accuracy compared with each machine's own best η*? For every η and group of machines: a paired t-test over the machines of Acc(η) − Acc*, with one degree of freedom less than there are machines. Groups are those of the study's appendix B.4, by how the machines were trained. With “one person”, a machine's accuracy is the mean over its teams with each single person, and one η* serves them all.",
      "η* and the best fixed η are chosen on the fitting part, and all accuracies are measured on the other items: Acc(η) may exceed Acc*. In the study both were chosen and measured on the same items, where Acc(η) can never exceed Acc*.",
      "The study takes p > 0.05 as accepting that there is no difference. With few machines a test has little power, so here such lines say “no difference shown”, and the interval of the difference says how large it may still be. p-values are not adjusted for the many η's; machines share items and training labels, so they are not an independent sample either.",
      "Source: Liu et al. hypothesis test 4 and Table 3 (there six machines from a warm-up, df 5, and three of two networks, df 2).",
    ],
  };
  const need = needOf(teams);
  if (need !== null) return refusal(head, need);
  const roles: PartnerRole[] = [];
  if (teams.people.length > 0) roles.push({ name: "one person", partners: teams.people });
  if (teams.aggregate) roles.push({ name: teams.aggregate.name, partners: [teams.aggregate] });
  const lines = roles.flatMap((role) =>
    groupsOf(teams.sound).flatMap((group) =>
      fixedEtas(teams, group.machines, role, etas).map((line): RoleLine => ({ role, group, line })),
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
          { name: "Result", format: "text" },
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
          etaVerdictSaid[verdictOf(line)],
        ]),
      },
    },
    reading: worded(
      { verdict: null, numbers: { roles: roles.flatMap((role) => oneForAll(role, lines)) } },
      fixedEtaWords,
    ),
    failed: [],
  };
}

function oneForAll(role: PartnerRole, lines: readonly RoleLine[]): FixedEtaFinding["numbers"]["roles"] {
  const all = lines
    .filter((of) => of.role === role && of.group.name === allMachines)
    .map(({ line }) => ({ ...line, p: line.test?.p ?? null, verdict: verdictOf(line) }));
  const given = all.filter((line) => !line.best);
  const best = all.find((line) => line.best);
  const fixed = given.find(({ eta }) => eta === studyEta);
  if (!best || !fixed) return [];
  const alike = given.filter(({ verdict }) => verdict === "no difference shown").map(({ eta }) => eta);
  const told = ({ eta, difference, p, verdict }: typeof best) => ({ eta, difference, p, verdict });
  return [{ name: role.name, best: told(best), fixed: told(fixed), alike }];
}
