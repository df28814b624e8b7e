import { z } from "zod";
import { add, at } from "#lib/array.ts";
import { normalised } from "#lib/teaming/belief.ts";
import { dawidSkene } from "#lib/teaming/dawid-skene.ts";
import { beliefPolicy, type Seen } from "#lib/teaming/policies/policy.ts";
import type { TeamData } from "#lib/teaming/team-data.ts";

const numbers = z.array(z.number()).transform((values) => Float64Array.from(values));
const params = z.object({
  prior: numbers,
  /** P(answer | class) of everybody together [K × K], a row an answer: of people who are not known */
  pooled: numbers,
  /** the same by person */
  people: z.record(z.string().regex(/^\d+$/), numbers),
});

const least = 1e-10;

/** An answer that somebody was never seen to give is unlikely, not impossible: half an answer a cell. */
const halfSeen = 0.5;

function fit(data: TeamData): z.input<typeof params> {
  const { classes, start, rater, label, weight } = data;
  const { prior, posterior } = dawidSkene(data, true);
  const counts = new Map<number, Float64Array>();
  const all = new Float64Array(classes * classes);
  for (let i = 0; i < data.n; i++)
    for (let a = at(start, i); a < at(start, i + 1); a++) {
      const own = counts.get(at(rater, a)) ?? new Float64Array(classes * classes);
      counts.set(at(rater, a), own);
      for (let k = 0; k < classes; k++) {
        const count = at(weight, i) * at(posterior, i * classes + k);
        add(own, at(label, a) * classes + k, count);
        add(all, at(label, a) * classes + k, count);
      }
    }
  return {
    prior: [...prior],
    pooled: columns(all, classes),
    people: Object.fromEntries(Array.from(counts, ([who, own]) => [String(who), columns(own, classes)])),
  };
}

function columns(counts: Float64Array, classes: number): number[] {
  const rates = counts.map((count) => count + halfSeen / classes);
  for (let k = 0; k < classes; k++) {
    let column = 0;
    for (let a = 0; a < classes; a++) column += at(rates, a * classes + k);
    for (let a = 0; a < classes; a++) rates[a * classes + k] = at(rates, a * classes + k) / column;
  }
  return [...rates];
}

function belief(
  { machine, answers }: Seen,
  { prior, pooled, people }: z.output<typeof params>,
): Float64Array {
  const classes = prior.length;
  const heard = machine !== null && !Number.isNaN(machine[0]);
  const logs = Float64Array.from(prior, (p, k) => Math.log(Math.max(heard ? at(machine, k) : p, least)));
  for (const { rater, label } of answers) {
    const own = people[String(rater)] ?? pooled;
    for (let k = 0; k < classes; k++) add(logs, k, Math.log(at(own, label * classes + k)));
  }
  return normalised(logs);
}

export const dawidSkenePolicy = beliefPolicy({
  id: "dawid-skene",
  name: "Dawid–Skene",
  assumption:
    "People err independently given an item's class, each in their own way, and enough items are answered by two or more to tell how; the machine's probabilities are right as they stand.",
  source: "Dawid & Skene, Applied Statistics 28 (1979); the machine in place of the prior",
  params,
  fit,
  belief,
});
