import {
  type DifficultyCurve,
  type Panel,
  byDifficulty,
  leads,
  leastAnswers,
} from "#lib/study/difficulty/by-difficulty.ts";
import {
  type Measure,
  inverted,
  machineConfidence,
  othersAgree,
  othersRight,
  responseTime,
  votesOfPeople,
} from "#lib/study/difficulty/measures.ts";
import { lineComparison, slopeTests } from "#lib/study/difficulty/slope-tests.ts";
import { type Evaluated, counted, evaluated } from "#lib/study/data/evaluated.ts";
import { failedMachines, leftOutSentence } from "#lib/study/failed-machines.ts";
import { formatCell } from "#lib/figures/format.ts";
import type { Bands } from "#lib/figures/figure.ts";
import type { Cell } from "#lib/figures/table.ts";
import { type Block, type Section, refusal } from "#lib/study/section.ts";
import { type Study, type StudyRater, singleHumans } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";

export const difficulty: Section = {
  id: "difficulty",
  title: "Difficulty",
  lead: "Are the items that are hard for machines hard for people too? Accuracy in bins of four measures of difficulty.",
  compute(study, { bins }, tallies) {
    const compared = comparedOf(study, tallies);
    const drawn = [
      byConfidence(study, compared, bins),
      byMachineAgreement(study, compared, bins),
      byResponseTime(study, compared, bins),
      byHumanAgreement(study, compared, bins),
    ];
    const panels = drawn.flatMap((one) => one.panels);
    return [...drawn.map(({ block }) => block), slopeTests(panels), lineComparison(panels)];
  },
};

type Compared = {
  joint: Evaluated;
  people: StudyRater[];
  /** without those whose training failed */
  machines: StudyRater[];
  failed: StudyRater[];
};

type Drawn = { block: Block; panels: readonly Panel[] };
type Head = Pick<Block, "id" | "title" | "definition">;

function comparedOf(study: Study, tallies: Tallies): Compared {
  const joint = evaluated(study);
  const all = joint.raters.filter(({ kind }) => kind === "machine");
  const failed = failedMachines(all, tallies);
  return {
    joint,
    people: joint.raters.filter(({ kind, source }) => kind === "human" && source !== "aggregate"),
    machines: all.filter((machine) => !failed.includes(machine)),
    failed,
  };
}

const percent = (share: number): string => formatCell(share, "percent");

const binsText = (bins: number): string =>
  `${bins} bins; a rater counts in a bin with at least ${leastAnswers} answers there. Lines are means over the raters of a kind, bands reach from the least to the most accurate of them, and the fitted line gives every bin the same weight, as in the study. The aggregate is no rater of its own here.`;

function drawnOf(
  head: Head,
  study: Study,
  { people, machines, failed }: Pick<Compared, "people" | "machines" | "failed">,
  bins: number,
  measures: readonly Measure[],
  items: string,
  reading: string,
): Drawn {
  const panels = measures.map((measure): Panel => ({
    name: measure.title === "" ? head.title : `${head.title}: ${measure.title}`,
    measure,
    people: byDifficulty(study, measure, people, bins),
    machines: byDifficulty(study, measure, machines, bins),
  }));
  if (panels.every((panel) => panel.people.points.length + panel.machines.points.length === 0))
    return {
      block: refusal(
        head,
        `No bin holds ${leastAnswers} answers of one rater; choose fewer bins or label more items.`,
      ),
      panels: [],
    };
  return {
    block: {
      ...head,
      items,
      body: { kind: "figure", figure: figureOf(panels), table: tableOf(panels) },
      reading: [reading, leftOutSentence(failed)].filter((sentence) => sentence !== "").join(" "),
    },
    panels,
  };
}

const kinds = [
  { kind: "people", tone: "people" },
  { kind: "machines", tone: "machine" },
] as const;

const figureOf = (panels: readonly Panel[]): Bands => ({
  kind: "bands",
  y: { name: "accuracy", format: "percent" },
  panels: panels.map((panel) => ({
    title: panel.measure.title,
    x: panel.measure.x,
    series: kinds
      .filter(({ kind }) => panel[kind].points.length > 0)
      .map(({ kind, tone }) => ({ name: kind, tone, points: panel[kind].points, line: panel[kind].line })),
  })),
});

function tableOf(panels: readonly Panel[]) {
  const x = panels[0]?.measure.x.format ?? "number";
  return {
    columns: [
      { name: "Measure", format: "text" as const },
      { name: "Raters", format: "text" as const },
      { name: "Bin's mean", format: x },
      { name: "Answers of a rater", format: "count" as const },
      { name: "Mean accuracy", format: "percent" as const },
      { name: "Least", format: "percent" as const },
      { name: "Most", format: "percent" as const },
    ],
    rows: panels.flatMap((panel) =>
      kinds.flatMap(({ kind }) =>
        panel[kind].points.map((point): Cell[] => [
          panel.name,
          kind,
          point.x,
          point.n,
          point.mean,
          point.low,
          point.high,
        ]),
      ),
    ),
  };
}

function byConfidence(study: Study, compared: Compared, bins: number): Drawn {
  const head = {
    id: "machine-confidence",
    title: "Machine confidence",
    definition: [
      "An item's difficulty is the mean of the machines' confidences, the largest probability each gives: the lower, the harder. Bins have equal width.",
      binsText(bins),
      "Where confidences are not calibrated they still order the items, but methods that push probabilities up (or down) weigh more in the mean; the reliability diagrams beyond the study show which.",
      "Source: Liu et al. Fig. 3 a.",
    ],
  };
  const { joint, people, machines } = compared;
  if (machines.length === 0)
    return refused(head, "Needs a machine with predictions on items whose gold label is known.");
  const measure = machineConfidence(study, joint.items, machines);
  return drawnOf(
    head,
    study,
    compared,
    bins,
    [measure],
    joint.sentence,
    unsure(study, measure, people, machines, bins),
  );
}

const refused = (head: Head, sentence: string): Drawn => ({ block: refusal(head, sentence), panels: [] });

/** Are people ahead where machines are unsure? */
function unsure(
  study: Study,
  measure: Measure,
  people: readonly StudyRater[],
  machines: readonly StudyRater[],
  bins: number,
): string {
  if (people.length === 0) return "";
  const all = leads(study, measure, people, machines, bins);
  const first = all[0];
  const last = all.at(-1);
  if (!first || !last) return "";
  const ahead = all.filter(({ lead }) => lead.low > 0);
  const behind = all.filter(({ lead }) => lead.high < 0);
  const bin = ({ x, n, people: p, machines: m, lead }: typeof first) =>
    `where the mean confidence is ${formatCell(x, "number")} (${counted(n)} items), people are right on ${percent(p)} and machines on ${percent(m)}, ${formatCell(lead, "points")} points`;
  const top = ahead.at(-1);
  const claim =
    first.lead.low > 0
      ? "The study's claim that people beat machines where machines are unsure holds here"
      : first.lead.high < 0
        ? "The study's claim that people beat machines where machines are unsure does not hold here"
        : "Whether people beat machines where machines are unsure cannot be told here";
  return [
    `${claim}: ${bin(first)}.`,
    last === first ? "" : `At the other end, ${bin(last)}.`,
    top
      ? `People are clearly ahead in ${ahead.length} of ${all.length} bins, the last at a mean confidence of ${formatCell(top.x, "number")}; machines in ${behind.length}.`
      : `People are clearly ahead in none of ${all.length} bins, machines in ${behind.length}.`,
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

function byMachineAgreement(study: Study, compared: Compared, bins: number): Drawn {
  const head = {
    id: "machine-agreement",
    title: "Machine agreement",
    definition: [
      "As in the study, an item's agreement for a machine is the share of the other machines that are right on it, so that no machine's own answer is in its measure; for people it is the share of all machines. This needs the gold label: it is how often machines are right, not how often they agree. Machines that are all alike would lie on the diagonal, with a slope of 1, by construction; the study's slope of 1.00 for machines says little more than that.",
      "Without gold: the share of the other machines that give the answer which most of them give. This is agreement in the word's own sense, and can be known for items that nobody has looked at; machines that share a mistake count as agreeing.",
      binsText(bins),
      "Source: Liu et al. Fig. 3 b; the second panel is ours.",
    ],
  };
  const { joint, machines } = compared;
  if (machines.length < 3)
    return refused(head, "Needs at least three machines that predicted the same items with gold.");
  const measures = [othersRight(study, joint.items, machines), othersAgree(study, joint.items, machines)];
  const drawn = drawnOf(head, study, compared, bins, measures, joint.sentence, "");
  return { ...drawn, block: { ...drawn.block, reading: withSlopes(drawn) } };
}

/** Slopes per panel, before what the block says otherwise. */
function withSlopes({ block, panels }: Drawn): string {
  const sentences = panels.map(({ measure, people, machines }) => {
    const said = (of: DifficultyCurve, who: string) =>
      of.line ? [`${who} ${formatCell(of.line.slope, "number")} (p = ${formatCell(of.line.p, "p")})`] : [];
    const slopes = [...said(people, "people"), ...said(machines, "machines")];
    return slopes.length === 0 ? "" : `Slopes by ${measure.title}: ${slopes.join(", ")}.`;
  });
  return [...sentences, block.reading].filter((sentence) => sentence !== "").join(" ");
}

/** Response times measured by the annotation page, and those that came with imported labels. */
const timeSources = [
  { source: "person", title: "measured by the annotation page" },
  { source: "column", title: "imported" },
] as const;

function byResponseTime(study: Study, { machines, failed, joint }: Compared, bins: number): Drawn {
  const head = {
    id: "response-time",
    title: "Response time",
    definition: [
      "An item's difficulty is the mean over its trustworthy response times: the longer, the harder. Times that the annotation page could not vouch for (a tab in the background, a picture not yet shown) are no part of it. Bins hold equally many items, since a few times are very long.",
      "A person's own time is part of the measure. A time that was imported for a batch of items, as with CIFAR-10N's ten images a batch, belongs to the batch and blurs the measure.",
      `${binsText(bins)} Machines and people here are all those who answered enough of the items with a time, whether or not they are part of the joint comparison.`,
      "Source: Liu et al. Fig. 3 c.",
    ],
  };
  const everyone = singleHumans(study);
  const measures = timeSources.flatMap(({ source, title }) => {
    const timed = everyone.filter((human) => human.source === source && human.responseMs);
    return responseTime(study, timed, title) ?? [];
  });
  if (measures.length === 0)
    return refused(
      head,
      "No response times on items with gold: let people label on the annotation page, or import labels with a column of times.",
    );
  const items = measures
    .map(({ title, items: { length } }) => `${counted(length)} items with gold and a time, ${title}`)
    .join("; ");
  const left = joint.leftOut.length === 0 ? "" : "; raters who answered some of them are included";
  const drawn = drawnOf(
    head,
    study,
    { people: everyone, machines, failed },
    bins,
    measures,
    `${items}${left}`,
    "",
  );
  return drawn.panels.length === 0
    ? drawn
    : { ...drawn, block: { ...drawn.block, reading: withSlopes(drawn) } };
}

function byHumanAgreement(study: Study, compared: Compared, bins: number): Drawn {
  const { joint, people } = compared;
  const head = {
    id: "human-agreement",
    title: "Human agreement",
    definition: [
      "An item's difficulty is the entropy of the people's answers, H = −Σ p ln p in nats: 0 where all say the same, larger the more they differ. Its inverse, 1 − H divided by the largest H that so many answers can have, is 1 where all say the same. (1/H, which one may think of first, does not exist where all agree.) The inverse is the first panel mirrored; its slopes have the other sign and the same p-values.",
      "A person's own answer is part of the entropy: whoever disagrees with two others raises it and is usually the one who is wrong, so people's accuracy falls with it for that reason alone, and a comparison with machines is not fair to them. The last panel therefore leaves a person's own answer out, where there are at least three people; for machines nothing changes but that entropy is over all people.",
      `${binsText(bins)} With few people entropy has few values: three people can differ in three ways, two in two, and a line needs three points.`,
      "Source: Liu et al. Fig. 3 d; the panel without a person's own answer is ours.",
    ],
  };
  if (people.length < 2)
    return refused(head, "Needs at least two people who answered the same items with gold.");
  const entropy = votesOfPeople(study, joint.items, people, false);
  const measures = [
    entropy,
    inverted(entropy, "inverse entropy"),
    ...(people.length >= 3 ? [votesOfPeople(study, joint.items, people, true)] : []),
  ];
  const drawn = drawnOf(head, study, compared, bins, measures, joint.sentence, "");
  return drawn.panels.length === 0
    ? drawn
    : { ...drawn, block: { ...drawn.block, reading: withSlopes(drawn) } };
}
