import { z } from "zod";
import { at } from "#lib/array.ts";

/**
 * What people say of items of each class: P(answer | class) for each person, shrunk towards the matrix of
 * all of them together, so that somebody with twenty answers is judged by twenty answers.
 * Source: Dawid & Skene, Applied Statistics 1979; Dirichlet prior as in Kerrigan et al., NeurIPS 2021.
 */
export const confusions = z
  .object({
    /** P(answer | class) of everybody together [K × K], a row a class */
    pooled: z.array(z.number().min(0)),
    /** how many answers a class of one's own the pooled row is worth */
    strength: z.number().positive(),
    /** answers seen of each person, as (class, answer, count) one after the other; counts may be parts of answers */
    people: z.record(z.string().regex(/^\d+$/), z.array(z.number().min(0))),
  })
  .transform(({ pooled, strength, people }) => {
    const classes = Math.sqrt(pooled.length);
    const own = new Map<number, { counts: Map<number, number>; rows: Float64Array }>();
    for (const [rater, triples] of Object.entries(people)) {
      const counts = new Map<number, number>();
      const rows = new Float64Array(classes);
      for (let t = 0; t < triples.length; t += 3) {
        const [k, answer, count] = [at(triples, t), at(triples, t + 1), at(triples, t + 2)];
        counts.set(k * classes + answer, count);
        rows[k] = at(rows, k) + count;
      }
      own.set(Number(rater), { counts, rows });
    }
    return { classes, pooled: Float64Array.from(pooled), strength, own };
  });
export type Confusions = z.output<typeof confusions>;
export type StoredConfusions = z.input<typeof confusions>;

/** P(this person answers `label` | class k). Of somebody who is not known, the pooled one. */
export function likelihoodOf(
  { classes, pooled, strength, own }: Confusions,
  rater: number,
  label: number,
  k: number,
): number {
  const shared = at(pooled, k * classes + label);
  const known = own.get(rater);
  if (!known) return shared;
  const seen = known.counts.get(k * classes + label) ?? 0;
  return (seen + strength * shared) / (at(known.rows, k) + strength);
}

/** Answers by person, class and answer: whole ones where the class is known, parts where it is believed. */
export type Counts = Map<number, Float64Array>;

/** What one row of everybody together is taken to be before anything is seen: right four times in five, worth two answers. */
const [firstRight, firstWorth] = [0.8, 2];
const strengths = [1, 3, 10, 30, 100, 300, 1000];

/** Parts of an answer that are not worth remembering: expectation leaves some of every class. */
const leastCount = 1e-3;
/** Digits that are kept: with a thousand classes there are a million numbers. */
const digits = (value: number): number => Number(value.toPrecision(9));

/**
 * The matrices that such counts speak for.
 * @param known the strength; by default the one of the highest likelihood of the counts (empirical Bayes)
 */
export function confusionsFrom(counts: Counts, classes: number, known?: number): StoredConfusions {
  const all = new Float64Array(classes * classes);
  for (const own of counts.values()) own.forEach((count, j) => (all[j] = at(all, j) + count));
  const pooled = new Float64Array(classes * classes);
  for (let k = 0; k < classes; k++) {
    let row = 0;
    for (let a = 0; a < classes; a++) row += at(all, k * classes + a);
    for (let a = 0; a < classes; a++) {
      const first = a === k ? firstRight : (1 - firstRight) / (classes - 1);
      pooled[k * classes + a] = (at(all, k * classes + a) + firstWorth * first) / (row + firstWorth);
    }
  }
  let [strength, best] = [known ?? 10, -Infinity];
  for (const tried of known === undefined ? strengths : []) {
    let evidence = 0;
    for (const own of counts.values()) evidence += dirichletEvidence(own, pooled, tried, classes);
    if (evidence > best) [strength, best] = [tried, evidence];
  }
  const people: Record<string, number[]> = {};
  for (const [rater, own] of counts) {
    const triples: number[] = [];
    own.forEach((count, j) => {
      if (count >= leastCount) triples.push(Math.floor(j / classes), j % classes, digits(count));
    });
    people[String(rater)] = triples;
  }
  return { pooled: Array.from(pooled, digits), strength, people };
}

/** log P(counts) of a Dirichlet-multinomial with mean `pooled` and the given strength, row by row. */
function dirichletEvidence(
  own: Float64Array,
  pooled: Float64Array,
  strength: number,
  classes: number,
): number {
  let sum = 0;
  for (let k = 0; k < classes; k++) {
    let row = 0;
    for (let a = 0; a < classes; a++) {
      const count = at(own, k * classes + a);
      if (count === 0) continue;
      const prior = strength * at(pooled, k * classes + a);
      row += count;
      sum += logGamma(prior + count) - logGamma(prior);
    }
    if (row > 0) sum += logGamma(strength) - logGamma(strength + row);
  }
  return sum;
}

/** log Γ(x), x > 0. Source: Lanczos, g = 7, n = 9. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  let series = 0.99999999999980993;
  lanczos.forEach((c, i) => (series += c / (z + i + 1)));
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(series);
}
const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];
