import { z } from "zod";
import { add, at } from "#lib/array.ts";
import { beliefPolicy, type Seen } from "#lib/teaming/policies/policy.ts";
import { machineSpeaks, type TeamData } from "#lib/teaming/team-data.ts";

const params = z.object({
  classes: z.int().min(2),
  /** how often people agree with the consensus: the probability given to what somebody answers */
  agreement: z.number().min(0).max(1),
  machine: z.number().positive(),
  /** weight by person */
  people: z.record(z.string().regex(/^\d+$/), z.number().positive()),
  /** weight of somebody who shares no item with others: by their mean agreement */
  stranger: z.number().positive(),
});
type Params = z.output<typeof params>;

const least = 1e-6;

/** Where nobody has shared an item: people and machine weigh the same. */
const unknown = { agreement: 0.8, machine: 1, people: {}, stranger: 1 };

/** @returns weights by the consensus of a first look with the majority's, as published; gold is not used */
export function fitCrowdlab(data: TeamData, looks = 2): Params {
  const shared = Array.from({ length: data.n }, (_, i) => i).filter(
    (i) => at(data.start, i + 1) - at(data.start, i) > 1,
  );
  if (shared.length === 0) return { classes: data.classes, ...unknown };
  let consensus = majorities(data);
  let found = weights(data, shared, consensus);
  for (let look = 1; look < looks; look++) {
    consensus = believed(data, consensus, found);
    found = weights(data, shared, consensus);
  }
  return found;
}

/**
 * The commonest answer [n]; of equally common ones the machine's likelier, then the class that is rarer among all
 * answers, then that of people who agree more with the majorities of other items, then the first (where the
 * published algorithm draws lots); −1 without answers.
 */
function majorities(data: TeamData): Int32Array {
  const { classes, n, machine, start, rater, label } = data;
  const common = new Float64Array(classes);
  for (const said of label) add(common, said, 1);
  const consensus = new Int32Array(n).fill(-1);
  const tied = new Map<number, number[]>();
  for (let i = 0; i < n; i++) {
    const answers = label.subarray(at(start, i), at(start, i + 1));
    let left = most(
      [...new Set(answers)].sort((a, b) => a - b),
      (k) => answers.filter((said) => said === k).length,
    );
    consensus[i] = left[0] ?? -1;
    if (left.length < 2) continue;
    if (machineSpeaks(data, i)) left = most(left, (k) => at(machine, i * classes + k));
    tied.set(
      i,
      most(left, (k) => -at(common, k)),
    );
  }
  const agreement = agreements(data, consensus, (i) => !tied.has(i));
  tied.forEach((left, i) => {
    const quality = (k: number) => {
      let [sum, votes] = [0, 0];
      for (let a = at(start, i); a < at(start, i + 1); a++) {
        if (label[a] !== k) continue;
        sum += agreement(at(rater, a));
        votes++;
      }
      return sum / votes;
    };
    consensus[i] = at(left.length > 1 ? most(left, quality) : left, 0);
  });
  return consensus;
}

/** Those of the classes that have the largest value, in their order. */
function most(classes: readonly number[], value: (k: number) => number): number[] {
  const values = classes.map(value);
  const largest = Math.max(...values);
  return classes.filter((_, place) => values[place] === largest);
}

/** How often each person agrees with the consensus of such items; of somebody without any, the mean of the others. */
function agreements(
  { n, start, rater, label }: TeamData,
  consensus: Int32Array,
  counts: (i: number) => boolean,
): (rater: number) => number {
  const seen = new Map<number, { same: number; all: number }>();
  for (let i = 0; i < n; i++) {
    if (!counts(i)) continue;
    for (let a = at(start, i); a < at(start, i + 1); a++) {
      const own = seen.get(at(rater, a)) ?? { same: 0, all: 0 };
      seen.set(at(rater, a), own);
      own.same += Number(label[a] === consensus[i]);
      own.all++;
    }
  }
  const shares = new Map(Array.from(seen, ([who, { same, all }]) => [who, same / all]));
  const mean = [...shares.values()].reduce((sum, share) => sum + share, 0) / Math.max(1, shares.size);
  return (who) => shares.get(who) ?? mean;
}

function weights(data: TeamData, shared: readonly number[], consensus: Int32Array): Params {
  const { classes, machine, start, rater, label } = data;
  const common = new Float64Array(classes);
  let [agree, wrong, heard] = [0, 0, 0];
  const pairs = new Map<number, { same: number; all: number }>();
  for (const i of shared) {
    const [from, to] = [at(start, i), at(start, i + 1)];
    const said = at(consensus, i);
    add(common, said, 1);
    let own = 0;
    for (let a = from; a < to; a++) {
      own += Number(label[a] === said);
      const pair = pairs.get(at(rater, a)) ?? { same: 0, all: 0 };
      pairs.set(at(rater, a), pair);
      for (let b = from; b < to; b++) if (b !== a) pair.same += Number(label[a] === label[b]);
      pair.all += to - from - 1;
    }
    agree += own / (to - from);
    if (!machineSpeaks(data, i)) continue;
    heard++;
    let top = 0;
    for (let k = 1; k < classes; k++)
      if (at(machine, i * classes + k) > at(machine, i * classes + top)) top = k;
    wrong += Number(top !== said);
  }
  const guess = Math.max(least, 1 - Math.max(...common) / shared.length);
  const worth = (error: number) => Math.max(least, 1 - error / guess);
  const people = Object.fromEntries(
    Array.from(pairs, ([who, { same, all }]) => [String(who), worth(1 - same / all)]),
  );
  const mean = Array.from(pairs.values(), ({ same, all }) => same / all).reduce(
    (sum, share) => sum + share,
    0,
  );
  // over all items that somebody answered, shared or not
  const answered = Array.from({ length: data.n }, (_, i) => at(start, i + 1) > at(start, i)).filter(Boolean);
  const answersEach = label.length / answered.length;
  return {
    classes,
    agreement: agree / shared.length,
    machine: heard === 0 ? least : Math.max(least, worth(wrong / heard) * Math.sqrt(answersEach)),
    people,
    stranger: worth(1 - mean / pairs.size),
  };
}

/** The consensus of a second look: the likeliest class; where the majority's is as likely it stays. */
function believed(data: TeamData, majority: Int32Array, found: Params): Int32Array {
  const { classes, start, rater, label, machine } = data;
  return majority.map((stays, i) => {
    if (stays < 0) return stays;
    const answers = [];
    for (let a = at(start, i); a < at(start, i + 1); a++)
      answers.push({ rater: at(rater, a), label: at(label, a) });
    const row = machineSpeaks(data, i) ? machine.subarray(i * classes, (i + 1) * classes) : null;
    const p = belief({ machine: row, answers, eta: 1 }, found);
    let top = stays;
    for (let k = 0; k < classes; k++) if (at(p, k) > at(p, top) + 1e-12) top = k;
    return top;
  });
}

function belief(
  { machine, answers }: Seen,
  { classes, agreement, machine: own, people, stranger }: Params,
): Float64Array {
  const p = new Float64Array(classes);
  let all = 0;
  if (machine !== null && !Number.isNaN(machine[0])) {
    all += own;
    for (let k = 0; k < classes; k++) p[k] = own * at(machine, k);
  }
  for (const { rater, label } of answers) {
    const weight = people[String(rater)] ?? stranger;
    all += weight;
    for (let k = 0; k < classes; k++)
      add(p, k, weight * (k === label ? agreement : (1 - agreement) / (classes - 1)));
  }
  return all === 0 ? p.fill(1 / classes) : p.map((value) => value / all);
}

export const crowdlab = beliefPolicy({
  id: "crowdlab",
  name: "CROWDLAB",
  assumption:
    "How often people agree with each other and with the machine tells how far to trust each of them; all their errors are alike.",
  source: "Goh, Tkachenko & Mueller, 2022 (arXiv 2210.06812), as in cleanlab",
  params,
  blindToGold: true,
  fit: (data) => fitCrowdlab(data),
  belief,
});
