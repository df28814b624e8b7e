import type { Intervals } from "#lib/figures/figure.ts";
import { type Cell, type Led, ledTable } from "#lib/figures/table.ts";
import { argmaxBy } from "#lib/stats/argmax.ts";
import { machineCells, machineColumns } from "#lib/study/accuracy/rater-cells.ts";
import { type ShareSettings, type Shares, bootstrapSaid, rightOn } from "#lib/study/accuracy/shares.ts";
import { type AccuracyFinding, type Scored, accuracyWords } from "#lib/study/accuracy/words.ts";
import { worded } from "#lib/study/blocks.ts";
import { type Evaluated, evaluated } from "#lib/study/data/evaluated.ts";
import { answeredByAll, leads, said, withGold } from "#lib/study/data/items.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";
import type { Block } from "#lib/study/section.ts";
import { toneOf } from "#lib/study/tones.ts";

/** The accuracy of everyone, on the items that all answered and on each rater's own. */
export function accuracyBlock(
  study: Study,
  settings: ShareSettings,
  shares: Shares,
  tallies: Tallies,
): Block {
  const joint = evaluated(study);
  const n = joint.items.length;
  const compared = new Set(n === 0 ? [] : joint.raters);
  const base = { ...withGold, ...answeredByAll(joint.raters) };
  const rows = study.raters
    .map((rater) => {
      const own = tallies.own(rater);
      const right = compared.has(rater) ? rightOn(study, joint.items, rater) : null;
      const isRight = { said: [said(rater, "right")] };
      return {
        rater,
        own,
        jointly: right === null ? null : shares(right, n),
        jointlyRight: right === null ? null : leads({ ...base, ...isRight }, right, n),
        all: shares(own.right, own.n),
        allRight: leads({ ...withGold, ...isRight }, own.right, own.n),
      };
    })
    .filter(({ own }) => own.n > 0);
  // Without common items the figure still shows each rater on its own items, and says so.
  const figure: Intervals = {
    kind: "intervals",
    x: { name: n > 0 ? "accuracy" : "accuracy on each rater's own items", format: "percent" },
    rows: rows.flatMap(({ rater, jointly, jointlyRight, all, allRight }) => {
      const [estimate, right] = n > 0 ? [jointly, jointlyRight] : [all, allRight];
      return estimate ? [{ name: rater.name, tone: toneOf(rater), estimate, leads: right }] : [];
    }),
  };
  return {
    id: "accuracy",
    title: "Accuracy of each rater",
    definition: [
      "The share of items with gold that a rater labelled correctly. “Accuracy” is over the evaluated items, the same for everyone compared: those that all machines predicted out of sample and that the people compared answered. “On all answered” is over all items with gold that this rater answered; a machine's predictions are out of sample there too.",
      `${bootstrapSaid(settings)} Raters are measured on the same items and rise and fall together, so two of them can differ clearly even though their intervals overlap.`,
      "A rater is left out of the comparison if including it would leave fewer than half of the items that the machines predicted.",
      "Source: Liu et al. Table 1. Its human accuracies (82.8, 81.9, 82.4 and 91.0 % for the aggregate) are over all 50,000 images, not over the 10,000 test images as the caption says: people and machines are measured on different items. Here “Accuracy” measures everyone on the same ones.",
    ],
    items: n > 0 ? joint.sentence : "each rater's own items with gold: no item was answered by all",
    body: {
      kind: "figure",
      figure,
      table: ledTable(
        [
          { name: "Rater", format: "text" },
          { name: "Kind", format: "text" },
          { name: "Accuracy", format: "percent" },
          { name: "Items", format: "count" },
          { name: "On all answered", format: "percent" },
          { name: "Items answered", format: "count" },
          ...machineColumns,
        ],
        rows.map(({ rater, own, jointly, jointlyRight, all, allRight }): (Cell | Led)[] => [
          rater.name,
          rater.source === "aggregate" ? "aggregate" : rater.kind,
          { cell: jointly, leads: jointlyRight },
          jointly ? { cell: n, leads: leads(base, n) } : null,
          { cell: all, leads: allRight },
          { cell: own.n, leads: leads({ ...withGold, said: [said(rater, "any")] }, own.n) },
          ...machineCells(rater),
        ]),
      ),
    },
    reading: n > 0 ? worded(ranking(study, joint), accuracyWords) : null,
    failed: [],
  };
}

/** Who is best among people and machines, on the evaluated items. */
function ranking(study: Study, joint: Evaluated): AccuracyFinding {
  const n = joint.items.length;
  const scored = (rater: StudyRater): Scored => ({
    name: rater.name,
    accuracy: rightOn(study, joint.items, rater) / n,
  });
  const best = (of: readonly Scored[]) => of[argmaxBy(of, ({ accuracy }) => accuracy)] ?? null;
  const machines = joint.machines.map(scored);
  const person = best(joint.people.map(scored));
  const aggregate = joint.aggregate ? scored(joint.aggregate) : null;
  const above = (other: Scored | null) =>
    other && machines.filter(({ accuracy }) => accuracy > other.accuracy).length;
  const abovePeople = above(person);
  return {
    verdict:
      abovePeople === null || machines.length === 0
        ? null
        : abovePeople === 0
          ? "a person leads"
          : abovePeople === machines.length
            ? "every machine leads"
            : "some machines lead",
    numbers: {
      person,
      machine: best(machines),
      aggregate,
      machines: machines.length,
      abovePeople,
      aboveAggregate: above(aggregate),
      failed: joint.failed.map(scored),
    },
  };
}
