import { type Evaluated, counted, evaluated } from "#lib/study/data/evaluated.ts";
import { failedMachines } from "#lib/study/failed-machines.ts";
import { formatCell } from "#lib/figures/format.ts";
import { machineCells, machineColumns, toneOf } from "#lib/study/accuracy/rater-cells.ts";
import type { Cell } from "#lib/figures/table.ts";
import type { Intervals } from "#lib/figures/figure.ts";
import { type Block, type Section, refusal } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import { type Shares, rest, sharesOf } from "#lib/study/accuracy/shares.ts";
import { type Study, type StudyRater, humansOf, machinesOf } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";
import { agreement } from "#lib/study/accuracy/without-gold.ts";

export const overall: Section = {
  id: "accuracy",
  title: "Accuracy",
  lead: "How often each person, the aggregate of them and each machine is right.",
  compute(study, settings, tallies) {
    const hasGold = study.raters.some((rater) => tallies.own(rater).n > 0);
    if (!hasGold) return [agreement(study, settings)];
    const joint = evaluated(study);
    const shares = sharesOf(settings);
    return [accuracy(study, settings, shares, tallies, joint), noise(study, shares, tallies, joint)];
  },
};

const percent = (share: number): string => formatCell(share, "percent");

function rightOn(study: Study, items: ArrayLike<number>, { answers }: StudyRater): number {
  let right = 0;
  for (let at = 0; at < items.length; at++) right += +(answers[items[at]!] === study.gold[items[at]!]);
  return right;
}

function accuracy(
  study: Study,
  settings: StudySettings,
  shares: Shares,
  tallies: Tallies,
  joint: Evaluated,
): Block {
  const n = joint.items.length;
  const compared = new Set(n === 0 ? [] : joint.raters);
  const rows = study.raters
    .map((rater) => {
      const own = tallies.own(rater);
      return {
        rater,
        own,
        evaluated: compared.has(rater) ? shares(rightOn(study, joint.items, rater), n) : null,
        all: shares(own.right, own.n),
      };
    })
    .filter(({ own }) => own.n > 0);
  // Without common items the figure still shows each rater on its own items, and says so.
  const figure: Intervals = {
    kind: "intervals",
    x: { name: n > 0 ? "accuracy" : "accuracy on each rater's own items", format: "percent" },
    rows: rows.flatMap(({ rater, evaluated, all }) => {
      const estimate = n > 0 ? evaluated : all;
      return estimate ? [{ name: rater.name, tone: toneOf(rater), estimate }] : [];
    }),
  };
  return {
    id: "accuracy",
    title: "Accuracy of each rater",
    definition: [
      "The share of items with gold that a rater answered rightly. “Accuracy” is over the evaluated items, the same for everyone compared: those that all machines predicted without having been trained on them and that the people compared answered. “On all answered” is over all items with gold that this rater answered; of a machine these are predictions out of sample too.",
      `Intervals hold 95 % of ${counted(settings.resamples)} bootstrap resamples of the items. Raters of the same items go up and down together, so two of them can differ clearly though their intervals overlap.`,
      "A rater left out of the comparison answered too few of the evaluated items: fewer than half of the items that the machines predicted would be left with it.",
      "Source: Liu et al. Table 1. The study's human accuracies there (82.8, 81.9, 82.4 and 91.0 % for the aggregate) are over all 50,000 images, not over the 10,000 that the machines are measured on as its caption says: its machines and people stand on different items. Here “Accuracy” has everyone on the same ones.",
    ],
    items: n > 0 ? joint.sentence : "each rater's own items with gold: no item was answered by all",
    body: {
      kind: "figure",
      figure,
      table: {
        columns: [
          { name: "Rater", format: "text" },
          { name: "Kind", format: "text" },
          { name: "Accuracy", format: "percent" },
          { name: "Items", format: "count" },
          { name: "On all answered", format: "percent" },
          { name: "Items answered", format: "count" },
          ...machineColumns,
        ],
        rows: rows.map(({ rater, own, evaluated, all }): Cell[] => [
          rater.name,
          rater.source === "aggregate" ? "aggregate" : rater.kind,
          evaluated,
          evaluated ? n : null,
          all,
          own.n,
          ...machineCells(rater),
        ]),
      },
    },
    reading: n > 0 ? ranking(study, joint, tallies) : "",
  };
}

/** Who is best among people and machines, on the evaluated items. */
function ranking(study: Study, joint: Evaluated, tallies: Tallies): string {
  const scored = joint.raters.map((rater) => ({ rater, right: rightOn(study, joint.items, rater) }));
  const best = (raters: typeof scored) =>
    raters.reduce<(typeof scored)[number] | null>(
      (top, one) => (top && top.right >= one.right ? top : one),
      null,
    );
  const machines = scored.filter(({ rater }) => rater.kind === "machine");
  const person = best(scored.filter(({ rater }) => rater.kind === "human" && rater.source !== "aggregate"));
  const aggregate = scored.find(({ rater }) => rater.source === "aggregate");
  const machine = best(machines);
  const said = ({ rater, right }: (typeof scored)[number]) =>
    `${rater.name} with ${percent(right / joint.items.length)}`;
  const sentences: string[] = [];
  if (person) sentences.push(`The best single human is ${said(person)}.`);
  if (machine) sentences.push(`The best machine is ${said(machine)}.`);
  const above = (other: { right: number }) => machines.filter(({ right }) => right > other.right).length;
  const ofAll = `of ${machines.length} machine${machines.length === 1 ? "" : "s"}`;
  if (person && machine) sentences.push(`${above(person)} ${ofAll} score higher than every single human.`);
  if (aggregate && machine)
    sentences.push(
      `The aggregate (${percent(aggregate.right / joint.items.length)}) is passed by ${above(aggregate)} ${ofAll}.`,
    );
  const failing = failedMachines(
    machines.map(({ rater }) => rater),
    tallies,
  );
  const failed = machines.filter(({ rater }) => failing.includes(rater));
  if (failed.length > 0)
    sentences.push(
      `Far below the other machines, as after a training that failed: ${failed.map(said).join(", ")}. What is said of machines as a group leaves ${failed.length === 1 ? "it" : "them"} out.`,
    );
  return sentences.join(" ");
}

function noise(study: Study, shares: Shares, tallies: Tallies, joint: Evaluated): Block {
  const head = {
    id: "noise",
    title: "Noise of each source of labels",
    definition: [
      "The share of a source's labels that differ from gold: 1 − accuracy. “To learn from” are the items that no machine predicted: with a fixed split these are the training items, so this is the noise that machines trained on this source met; with cross-fitting every item is predicted once and there are none left.",
      "“Machines” counts the machines that learnt from this source.",
      "Source: the noise rates of Liu et al. and of Wei et al. 2022 (CIFAR-10N), printed as 17.23, 18.12 and 17.64 % for the three columns of CIFAR-10N and 9.03 % for the aggregate (9.01 % by count).",
    ],
  };
  const machines = machinesOf(study);
  const trained: number[] = [];
  for (let i = 0; i < study.n; i++)
    if (study.gold[i]! >= 0 && machines.every(({ answers }) => answers[i]! < 0)) trained.push(i);
  const rows = humansOf(study).flatMap((rater): Cell[][] => {
    const own = tallies.own(rater);
    if (own.n === 0) return [];
    const learnt = machines.length === 0 ? [] : trained.filter((i) => rater.answers[i]! >= 0);
    const noiseOn = (items: ArrayLike<number>) => rest(shares(rightOn(study, items, rater), items.length));
    return [
      [
        rater.name,
        rest(shares(own.right, own.n)),
        own.n,
        noiseOn(learnt),
        learnt.length || null,
        joint.raters.includes(rater) ? noiseOn(joint.items) : null,
        machines.filter(({ machine }) => machine?.labels === rater.name).length,
      ],
    ];
  });
  if (rows.length === 0) return refusal(head, "No human answered an item whose gold label is known.");
  return {
    ...head,
    items: "each source's own items with gold",
    body: {
      kind: "table",
      table: {
        columns: [
          { name: "Source", format: "text" },
          { name: "Noise", format: "percent" },
          { name: "Items", format: "count" },
          { name: "To learn from", format: "percent" },
          { name: "Items to learn from", format: "count" },
          { name: "Evaluated", format: "percent" },
          { name: "Machines", format: "count" },
        ],
        rows,
      },
    },
    reading: "",
  };
}
