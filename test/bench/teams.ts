/**
 * How accurate human–machine teams are at equal numbers of questions, on the panel fixture and CIFAR-10N's
 * people (last 10,000 images): five folds, each evaluated by what was fitted without it; people asked in
 * three cyclic orders.
 *   npm run bench:teams -- --data FOLDER [--machine ce]
 */
import { parseArgs } from "node:util";
import { at } from "#lib/array.ts";
import { argmax } from "#lib/stats/argmax.ts";
import { permutation, randomSource } from "#lib/random.ts";
import { machinesAsOne } from "#lib/teaming/machines-as-one.ts";
import { pPlusL } from "#lib/teaming/policies/p-plus-l.ts";
import { beliefPolicies } from "#lib/teaming/policies/index.ts";
import type { FittedPolicy, Seen } from "#lib/teaming/policies/policy.ts";
import { replay } from "#lib/teaming/replay.ts";
import { type Answer, itemsOf, type TeamData, TeamDataBuilder } from "#lib/teaming/team-data.ts";
import { loadPanel, type Panel } from "./teams/panel.ts";

const shares = [0.1, 0.2, 0.3, 0.4, 0.6, 1];
const folds = 5;
const { values } = parseArgs({
  options: { data: { type: "string" }, machine: { type: "string" }, seed: { type: "string", default: "1" } },
});
if (values.data === undefined) throw new Error("Say where the data are: --data FOLDER");
const panel = loadPanel(values.data);
const seed = Number(values.seed);
const order = permutation(panel.n, randomSource(seed, 1));
const foldOf = new Uint8Array(panel.n);
order.forEach((item, place) => (foldOf[item] = place % folds));

type Machine = (fold: number) => Float32Array;
const rowOf = (p: Float32Array, i: number) => p.subarray(i * panel.classes, (i + 1) * panel.classes);

function dataOf(
  { classes, n, gold, people, training }: Panel,
  machine: Float32Array,
  withGold: boolean,
): TeamData {
  const builder = new TeamDataBuilder(classes);
  const answersOf = (columns: readonly Int32Array[], i: number): Answer[] =>
    columns.map((labels, rater) => ({ rater: rater + 1, label: at(labels, i) }));
  for (let i = 0; i < n; i++)
    builder.push(rowOf(machine, i), withGold ? at(gold, i) : -1, answersOf(people, i));
  if (!withGold)
    for (let i = 0; i < training.gold.length; i++) builder.push(null, -1, answersOf(training.people, i));
  return builder.done();
}

type Belief = (seen: Seen) => Float64Array;

/** A fit for each fold, on everything but its items. */
function crossFitted(machine: Machine, withGold: boolean, policy: FittedPolicy = pPlusL): Belief[] {
  return Array.from({ length: folds }, (_, fold) => {
    const data = dataOf(panel, machine(fold), withGold);
    const others = Array.from({ length: data.n }, (_, i) => i).filter((i) => foldOf[i] !== fold);
    const began = performance.now();
    const stored = policy.fit(itemsOf(data, others), seed);
    if (policy === pPlusL) fitMs.push(performance.now() - began);
    return policy.team(stored, panel.classes).belief;
  });
}
const fitMs: number[] = [];

/** Accuracy in percent at each share of questions: a mean over the people's cyclic orders. */
function budgets(machine: Machine, teams: readonly Belief[], most = 3): number[] {
  const { n, gold, people } = panel;
  const each = people.map((_, first) => {
    const { points } = replay(
      {
        n,
        machine: (item) => rowOf(machine(at(foldOf, item)), item),
        gold: (item) => at(gold, item),
        most,
        answer: (item, nth) => {
          const rater = (first + nth) % people.length;
          return { rater: rater + 1, label: at(at(people, rater), item) };
        },
        belief: (item, seen) => at(teams, at(foldOf, item))({ ...seen, eta: 1 }),
      },
      shares.map((share) => Math.round(share * n)),
    );
    return points.map(({ right }) => (100 * right) / n);
  });
  return shares.map((_, b) => each.reduce((sum, curve) => sum + at(curve, b), 0) / each.length);
}

/** The threshold rule at the same questions: the machine's least sure items, one person each. */
function thresholdRule({ probabilities, top }: Panel["machines"][number]): number[] {
  const { n, gold, people } = panel;
  const confidence = Float64Array.from({ length: n }, (_, i) => Math.max(...rowOf(probabilities, i)));
  const bySurety = Int32Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => at(confidence, a) - at(confidence, b) || a - b,
  );
  return shares.map((share) => {
    const asked = new Set(bySurety.subarray(0, Math.round(share * n)));
    const right = people.map((labels) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += Number(at(asked.has(i) ? labels : top, i) === at(gold, i));
      return (100 * sum) / n;
    });
    return right.reduce((a, b) => a + b, 0) / right.length;
  });
}

const print = (name: string, curve: readonly number[]) =>
  console.log(`${name.padEnd(34)} ${curve.map((value) => value.toFixed(2).padStart(6)).join(" ")}`);
print(
  "questions per item, %",
  shares.map((share) => 100 * share),
);

const wanted = panel.machines.filter(({ method }) => [undefined, method].includes(values.machine));
let below = 0;
for (const each of wanted) {
  const machine = () => each.probabilities;
  const rule = thresholdRule(each);
  const curve = budgets(machine, crossFitted(machine, true));
  below += curve.filter((accuracy, b) => accuracy < at(rule, b)).length;
  print(`${each.method}, threshold`, rule);
  print(`${each.method}, P+L, gold`, curve);
  if (each.method !== "ce") continue;
  for (const policy of beliefPolicies)
    for (const withGold of [true, false])
      if (policy !== pPlusL || !withGold)
        print(
          `ce, ${policy.name}${withGold ? "" : ", no gold"}`,
          budgets(machine, crossFitted(machine, withGold, policy)),
        );
}
console.log(`points at which P+L is below the threshold rule: ${below} of ${wanted.length * shares.length}`);

/** P+L with gold for so many of the other folds' items only; the others' answers are there all the same. */
const ce = panel.machines.find(({ method }) => method === "ce");
if (ce && values.machine === undefined)
  for (const known of [50, 200, 500, 2000]) {
    const teams = Array.from({ length: folds }, (_, fold) => {
      const data = dataOf(panel, ce.probabilities, true);
      const others = [...permutation(panel.n, randomSource(seed, 2))].filter((i) => foldOf[i] !== fold);
      const seen = itemsOf(data, others);
      const gold = seen.gold.map((label, i) => (i < known ? label : -1));
      return pPlusL.team(pPlusL.fit({ ...seen, gold }, seed), panel.classes).belief;
    });
    print(
      `ce, P+L, ${known} items with gold`,
      budgets(() => ce.probabilities, teams),
    );
  }

/** Five machines as one, chosen and calibrated without the fold. */
const combined = Array.from({ length: folds }, (_, fold) => {
  const { classes, n, gold, machines } = panel;
  const others = Int32Array.from({ length: n }, (_, i) => i).filter((i) => foldOf[i] !== fold);
  const likelihood = new Float64Array(others.length * classes);
  others.forEach((i, row) => (likelihood[row * classes + at(gold, i)] = 1));
  const part = machines.map(({ probabilities }) => {
    const rows = new Float32Array(others.length * classes);
    others.forEach((i, row) => rows.set(rowOf(probabilities, i), row * classes));
    return rows;
  });
  const one = machinesAsOne(part, { classes, likelihood, weight: new Float64Array(others.length).fill(1) });
  const all = new Float32Array(n * classes);
  for (let i = 0; i < n; i++)
    all.set(one.combine(machines.map(({ probabilities }) => rowOf(probabilities, i))), i * classes);
  console.log(`fold ${fold}: ${one.chosen.map((id) => machines[id]?.method).join(", ")}`);
  return all;
});
const one: Machine = (fold) => at(combined, fold);
const right = panel.gold.reduce(
  (sum, gold, i) => sum + Number(argmax(rowOf(one(at(foldOf, i)), i)) === gold),
  0,
);
console.log(`five machines as one, alone: ${((100 * right) / panel.n).toFixed(2)} %`);
const teams = crossFitted(one, true);
print("five as one, gold", budgets(one, teams));
print("five as one, gold, one person", budgets(one, teams, 1));
console.log(
  `fits: median ${fitMs.sort((a, b) => a - b)[fitMs.length >> 1]?.toFixed(0)} ms, longest ${fitMs.at(-1)?.toFixed(0)} ms`,
);
