import { z } from "zod";
import { permutation, randomSource } from "#lib/random.ts";
import { lbfgs } from "#lib/stats/lbfgs.ts";
import { normalised } from "#lib/teaming/belief.ts";
import { dawidSkene } from "#lib/teaming/dawid-skene.ts";
import { beliefPolicy, leastGold, type Seen } from "#lib/teaming/policies/policy.ts";
import { answersTo, machineSpeaks, type TeamData } from "#lib/teaming/team-data.ts";

const numbers = z.array(z.number()).transform((values) => Float64Array.from(values));
const params = z.object({
  classes: z.int().min(2),
  /**
   * of the machine's log-probabilities, then of the votes for each class [2 × K × K], then the bias [K]; none where
   * there are too many classes to fit them: then a machine that is right, and votes that count two each
   */
  weights: numbers,
});

const floor = 3e-3;
/** Standard deviation of the prior on each weight, around a machine that is right and votes that count one each. */
const spread = 0.5;
/** Weight of a vote before anything is fitted. */
const firstVote = 2;
/** Numbers that are fitted, and rows looked at, at most. */
const [mostClasses, mostRows] = [20, 10_000];

/** What the regression sees of an item [2K]. */
function features({ machine, answers }: Omit<Seen, "eta">, classes: number, out: Float64Array): Float64Array {
  out.fill(0);
  const heard = machine !== null && !Number.isNaN(machine[0]);
  for (let k = 0; k < classes; k++)
    out[k] = Math.log((1 - floor) * (heard ? (machine[k] ?? NaN) : 1 / classes) + floor / classes);
  // several answers count less than as many independent ones
  for (const { label } of answers)
    out[classes + label] = (out[classes + label] ?? NaN) + answers.length ** -0.2;
  return out;
}

function fit(data: TeamData, seed: number): z.input<typeof params> {
  const { classes } = data;
  const inputs = 2 * classes;
  const start = new Float64Array(classes * inputs + classes);
  for (let k = 0; k < classes; k++) [start[k * inputs + k], start[k * inputs + classes + k]] = [1, firstVote];
  if (classes > mostClasses) return { classes, weights: [] };
  const { x, target, weight, rows } = table(data, seed);
  const q = new Float64Array(classes);
  const found = lbfgs(
    start,
    (w, gradient) => {
      gradient.fill(0);
      let loss = 0;
      for (let r = 0; r < rows; r++) {
        logits(w, x, r * inputs, classes, q);
        normalised(q);
        for (let k = 0; k < classes; k++) {
          const wanted = target[r * classes + k] ?? NaN;
          if (wanted > 0) loss -= (weight[r] ?? NaN) * wanted * Math.log(Math.max(q[k] ?? NaN, 1e-300));
          const pull = (weight[r] ?? NaN) * ((q[k] ?? NaN) - wanted);
          for (let j = 0; j < inputs; j++)
            gradient[k * inputs + j] = (gradient[k * inputs + j] ?? NaN) + pull * (x[r * inputs + j] ?? NaN);
          gradient[classes * inputs + k] = (gradient[classes * inputs + k] ?? NaN) + pull;
        }
      }
      for (let j = 0; j < w.length; j++) {
        const away = (w[j] ?? NaN) - (start[j] ?? NaN);
        loss += away ** 2 / (2 * spread ** 2);
        gradient[j] = (gradient[j] ?? NaN) + away / spread ** 2;
      }
      return loss;
    },
    60,
    1e-6,
  );
  return { classes, weights: [...found] };
}

/** Each item as it is before anybody answers, after each single answer, and after all: a team is asked at any time. */
function table(data: TeamData, seed: number) {
  const { classes, n } = data;
  const known = data.gold.reduce((sum, gold) => sum + Number(gold >= 0), 0) >= leastGold;
  const posterior = known ? null : dawidSkene(data, true).posterior;
  const items = permutation(n, randomSource(seed, 15)).filter((i) => {
    const answered = (data.start[i + 1] ?? NaN) > (data.start[i] ?? NaN);
    return answered && (!known || (data.gold[i] ?? NaN) >= 0);
  });
  const x: number[] = [];
  const target: number[] = [];
  const weight: number[] = [];
  const row = new Float64Array(2 * classes);
  let rows = 0;
  for (const i of items) {
    if (rows >= mostRows) break;
    const answers = answersTo(data, i);
    const machine = machineSpeaks(data, i) ? data.machine.subarray(i * classes, (i + 1) * classes) : null;
    const seen = [[], ...answers.map((answer) => [answer]), ...(answers.length > 1 ? [answers] : [])];
    for (const some of seen) {
      x.push(...features({ machine, answers: some }, classes, row));
      for (let k = 0; k < classes; k++)
        target.push(posterior === null ? Number(k === data.gold[i]) : (posterior[i * classes + k] ?? NaN));
      weight.push((data.weight[i] ?? NaN) / seen.length);
      rows++;
    }
  }
  return {
    x: Float64Array.from(x),
    target: Float64Array.from(target),
    weight: Float64Array.from(weight),
    rows,
  };
}

function logits(w: Float64Array, x: Float64Array, from: number, classes: number, out: Float64Array): void {
  const inputs = 2 * classes;
  if (w.length === 0) {
    for (let k = 0; k < classes; k++)
      out[k] = (x[from + k] ?? NaN) + firstVote * (x[from + classes + k] ?? NaN);
    return;
  }
  for (let k = 0; k < classes; k++) {
    let sum = w[classes * inputs + k] ?? NaN;
    for (let j = 0; j < inputs; j++) sum += (w[k * inputs + j] ?? NaN) * (x[from + j] ?? NaN);
    out[k] = sum;
  }
}

function belief({ machine, answers }: Seen, { classes, weights }: z.output<typeof params>): Float64Array {
  const out = new Float64Array(classes);
  logits(weights, features({ machine, answers }, classes, new Float64Array(2 * classes)), 0, classes, out);
  return normalised(out);
}

export const stacking = beliefPolicy({
  id: "stacking",
  name: "Stacked regression",
  assumption:
    "What machine and votes come to is the same for everybody who answers, and there are enough known labels to learn it from.",
  source: "Wolpert 1992; Yáñez et al. 2024 (multinomial logistic on machine and votes)",
  params,
  fit,
  belief,
});
