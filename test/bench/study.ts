/**
 * How long the complete study takes, cold: 13 machines, 3 people and their majority, 50,000 items,
 * 10 classes, drawn at random.
 *   npm run bench:study -- --items 200000
 */
import { parseArgs } from "node:util";
import { computeSection } from "#lib/study/compute.ts";
import { sections } from "#lib/study/index.ts";
import { randomSource } from "#lib/random.ts";
import { aggregated } from "#lib/study/data/aggregate.ts";
import { studySettings } from "#lib/study/settings.ts";
import type { MachineGroup, Study, StudyRater } from "#lib/study/data/study.ts";
import { talliesOf } from "#lib/study/data/tallies.ts";

const { items } = parseArgs({ options: { items: { type: "string", default: "50000" } } }).values;
const [n, K, people, machines] = [Number(items), 10, 3, 13];
const random = randomSource(1);
const gold = Int16Array.from({ length: n }, () => random.below(K));
/** right with the given chance; machines share part of their mistakes, as real ones do */
const hard = Float64Array.from({ length: n }, () => random.unit());

const human = (at: number): StudyRater => ({
  id: `column-${at}`,
  name: `human${at + 1}`,
  kind: "human",
  source: "column",
  machine: null,
  answers: gold.map((label) => (random.unit() < 0.82 ? label : random.below(K))),
  responseMs: Float64Array.from({ length: n }, () => 500 + 3000 * random.unit()),
  version: 0,
});

function machine(at: number): StudyRater {
  const groups: MachineGroup[] = ["from scratch", "from a warm-up", "two networks"];
  const answers = gold.map((label, i) => (0.5 * random.unit() + hard[i]! < 1.25 ? label : random.below(K)));
  const confidence = new Float32Array(n);
  const probabilities = new Float32Array(n * K);
  answers.forEach((label, i) => {
    const sure = 0.15 + 0.85 * (1 - hard[i]! * random.unit());
    confidence[i] = sure;
    for (let k = 0; k < K; k++) probabilities[i * K + k] = k === label ? sure : (1 - sure) / (K - 1);
  });
  return {
    id: `run-${at}`,
    name: `machine ${at + 1}`,
    kind: "machine",
    source: "run",
    responseMs: null,
    machine: {
      method: `machine ${at + 1}`,
      backbone: "quick",
      labels: `human${(at % 3) + 1}`,
      group: groups[at % 3]!,
      probabilities,
      confidence,
    },
    answers,
    version: 0,
  };
}

const humans = Array.from({ length: people }, (_, at) => human(at));
const study: Study = {
  n,
  classes: Array.from({ length: K }, (_, k) => `class ${k}`),
  gold,
  itemIds: Int32Array.from({ length: n }, (_, item) => item + 1),
  raters: [...humans, aggregated(humans, n), ...Array.from({ length: machines }, (_, at) => machine(at))],
  eta: 0.6,
  activeRater: "run-0",
};
const tallies = talliesOf(study);
const settings = studySettings.parse({});
const started = performance.now();
const cpu = process.cpuUsage();
for (const section of sections) {
  const begun = performance.now();
  const blocks = computeSection(section, study, settings, tallies);
  console.log(
    `${(performance.now() - begun).toFixed(0).padStart(6)} ms  ${section.title}: ${blocks.length} blocks`,
  );
}
const { user, system } = process.cpuUsage(cpu);
console.log(
  `${(performance.now() - started).toFixed(0).padStart(6)} ms  in all, ${machines} machines, ${people} people, ${n} items`,
);
// where others compute as well, this says more than the clock
console.log(`${((user + system) / 1000).toFixed(0).padStart(6)} ms  of processor time`);
