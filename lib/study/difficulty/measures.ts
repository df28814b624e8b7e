import type { Format } from "#lib/figures/table.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import { commonestShare, voteCounter, votesEntropy } from "#lib/study/data/votes.ts";

/** How hard an item is, by what machines or people did with it. */
export type Measure = {
  title: string;
  x: { name: string; format: Format };
  /** indices into the study's items */
  items: Int32Array;
  /** the measure of each of `items`, for one rater's accuracy; NaN where there is none */
  values(rater: StudyRater): Float64Array;
  /** the measures of each of `items` that a rater's accuracy is set against, where there are several; else `values` */
  views?(rater: StudyRater): readonly Float64Array[];
  /** a bin for each level that the measure can have: it is a multiple of 1 / steps; null for other bins */
  steps?(rater: StudyRater): number | null;
  /** another measure turned round: the same finding, not a further one */
  mirrored?: boolean;
  /** ends of bins of equal width; null for bins that hold equally many items */
  range: readonly [number, number] | null;
};

/** Mean over the columns that have a value for an item; NaN where none has. */
const meanKnown = (columns: readonly (Float32Array | Float64Array)[]) => (item: number) => {
  let [sum, n] = [0, 0];
  for (const column of columns) {
    const value = column[item] ?? NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    n++;
  }
  return sum / n;
};

/** (a) Mean confidence over the machines. Source: Liu et al. §4.3, Fig. 3 a. */
export function machineConfidence(study: Study, items: Int32Array, machines: readonly StudyRater[]): Measure {
  const columns = machines.flatMap(({ machine }) => (machine ? [machine.confidence] : []));
  const mean = meanKnown(columns);
  const values = Float64Array.from(items, (item) => Math.min(1, mean(item)));
  return {
    title: "",
    x: { name: "mean confidence of the machines", format: "number" },
    items,
    values: () => values,
    range: [1 / Math.max(2, study.classes.length), 1],
  };
}

/**
 * (a) A machine's own confidence; for people, that of each machine in turn. Source: Liu et al. §4.3, Fig. 3 a.
 */
export function ownConfidence(items: Int32Array, machines: readonly StudyRater[]): Measure {
  const own = new Map(
    machines.flatMap((rater) => {
      const confidence = rater.machine?.confidence;
      return confidence
        ? [[rater, Float64Array.from(items, (item) => Math.min(1, confidence[item] ?? NaN))]]
        : [];
    }),
  );
  const all = [...own.values()];
  const none = new Float64Array(items.length).fill(NaN);
  return {
    title: "",
    x: { name: "confidence of the machine", format: "number" },
    items,
    values: (rater) => own.get(rater) ?? all[0] ?? none,
    views(rater) {
      const values = own.get(rater);
      return values ? [values] : all;
    },
    range: [0, 1],
  };
}

/**
 * (b) Share of the other machines that are right: for a machine without itself, for people of all machines.
 * Source: Liu et al. §4.3, Fig. 3 b.
 */
export function othersRight(study: Study, items: Int32Array, machines: readonly StudyRater[]): Measure {
  const others = machines.length - 1;
  const { gold } = study;
  const right = new Uint16Array(items.length);
  for (const { answers } of machines)
    for (let at = 0; at < right.length; at++) {
      const item = items[at]!;
      if (answers[item] === gold[item]) right[at]!++;
    }
  const all = Float64Array.from(right, (count) => count / machines.length);
  return {
    title: "others that are right, as in the study",
    x: { name: "share of the other machines that are right", format: "percent" },
    items,
    values(rater) {
      if (!machines.includes(rater)) return all;
      const { answers } = rater;
      const values = new Float64Array(items.length);
      for (let at = 0; at < values.length; at++) {
        const item = items[at]!;
        values[at] = (right[at]! - (answers[item] === gold[item] ? 1 : 0)) / others;
      }
      return values;
    },
    steps: (rater) => (machines.includes(rater) ? others : machines.length),
    range: [0, 1],
  };
}

/** (b) without gold: share of the other machines that give the answer that most of them give. Ours. */
export function othersAgree(study: Study, items: Int32Array, machines: readonly StudyRater[]): Measure {
  const count = voteCounter(machines, study.classes.length);
  const all = new Float64Array(items.length);
  const own = new Map(machines.map((machine) => [machine, new Float64Array(items.length)]));
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    const votes = count(item);
    all[at] = commonestShare(votes, -1);
    for (const [{ answers }, values] of own) values[at] = commonestShare(votes, answers[item] ?? -1);
  }
  return {
    title: "others giving the most frequent answer, without gold",
    x: { name: "share of the other machines that give their most frequent answer", format: "percent" },
    items,
    values: (rater) => own.get(rater) ?? all,
    steps: (rater) => (own.has(rater) ? machines.length - 1 : machines.length),
    range: [0, 1],
  };
}

/**
 * (c) Mean over an item's trustworthy response times. Source: Liu et al. §4.3, Fig. 3 c.
 * @returns null where no item with gold has a time
 */
export function responseTime(study: Study, timed: readonly StudyRater[], title: string): Measure | null {
  const mean = meanKnown(timed.flatMap(({ responseMs }) => (responseMs ? [responseMs] : [])));
  const items: number[] = [];
  const values: number[] = [];
  for (let item = 0; item < study.n; item++) {
    const ms = study.gold[item] === -1 ? NaN : mean(item);
    if (Number.isNaN(ms)) continue;
    items.push(item);
    values.push(ms);
  }
  if (items.length === 0) return null;
  const column = Float64Array.from(values);
  return {
    title,
    x: { name: "mean response time", format: "ms" },
    items: Int32Array.from(items),
    values: () => column,
    range: null,
  };
}

/**
 * (d) Entropy of the answers that a crowd of many people gave, where one label column is such a crowd.
 * Source: Peterson et al. 2019, “Human uncertainty makes classification more robust” (CIFAR-10H).
 */
export function spreadOfCrowd(items: Int32Array, { name }: StudyRater, spread: Float64Array): Measure {
  const values = Float64Array.from(items, (item) => spread[item] ?? NaN);
  return {
    title: `within ${name}`,
    x: { name: `entropy of the answers of ${name}, nats`, format: "number" },
    items,
    values: () => values,
    range: null,
  };
}

/**
 * (d) Entropy of the people's answers, nats. Source: Liu et al. §4.3, Fig. 3 d.
 * @param people two or more single people
 * @param ownLeftOut a person's accuracy is set against the entropy of the others
 */
export function votesOfPeople(
  study: Study,
  items: Int32Array,
  people: readonly StudyRater[],
  ownLeftOut: boolean,
): Measure {
  const count = voteCounter(people, study.classes.length);
  const all = new Float64Array(items.length);
  const own = new Map(ownLeftOut ? people.map((person) => [person, new Float64Array(items.length)]) : []);
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    const votes = count(item);
    const answers = people.map((person) => person.answers[item] ?? -1);
    all[at] = votesEntropy(votes, -1, answers);
    for (const [person, values] of own) values[at] = votesEntropy(votes, person.answers[item] ?? -1, answers);
  }
  return {
    title: ownLeftOut ? "entropy, own answer left out" : "entropy of all answers, as in the study",
    x: { name: "entropy of people's answers, nats", format: "number" },
    items,
    values: (rater) => own.get(rater) ?? all,
    range: [0, Math.log(Math.max(2, Math.min(people.length, study.classes.length)))],
  };
}

/** The inverse of an entropy: 1 − H / the largest H there can be, so that 1 is full agreement. */
export function inverted(entropy: Measure, title: string): Measure {
  const max = entropy.range?.[1] ?? 1;
  const known = new Map<Float64Array, Float64Array>();
  return {
    ...entropy,
    title,
    mirrored: true,
    x: { name: "agreement of people (1 − entropy / largest entropy)", format: "number" },
    values(rater) {
      const values = entropy.values(rater);
      const made = known.get(values) ?? values.map((value) => Math.max(0, 1 - value / max));
      known.set(values, made);
      return made;
    },
    range: [0, 1],
  };
}
