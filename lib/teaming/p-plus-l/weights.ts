import { calibrated } from "#lib/teaming/calibration.ts";
import { addAnswers, logTable } from "#lib/teaming/p-plus-l/expectation.ts";
import { pPlusLParams, type StoredPPlusL } from "#lib/teaming/p-plus-l/params.ts";
import { machineSpeaks, type TeamData } from "#lib/teaming/team-data.ts";

/** Items that are looked at, at most; and with fewer than so many the choice would be chance. */
const [mostItems, leastItems] = [10_000, 2000];

/** How far from independent errors are, where gold cannot tell: as it was found on CIFAR-10N. */
export const usual = { weight: 0.9, exponent: 0.8 };

/** What is tried for `weight` and `exponent`. */
const tried = { weight: inSteps(0.6, 1.2), exponent: inSteps(0.5, 1) };

function inSteps(from: number, to: number): number[] {
  return Array.from({ length: Math.round((to - from) / 0.05) + 1 }, (_, step) => from + 0.05 * step);
}

/**
 * The weight with which single answers, and then the exponent with which several, make the team right most
 * often; what is usual where there are too few items to tell. By right answers and not by likelihood: the pictures on which everybody errs alike rule the
 * likelihood, and no weight would put those right.
 */
export function bestWeights(
  data: TeamData,
  items: Int32Array,
  stored: StoredPPlusL,
): Pick<StoredPPlusL, "weight" | "exponent"> {
  const { classes, start, rater, label, gold } = data;
  const { machine, prior, people } = pPlusLParams.parse(stored);
  const table = logTable(people);
  const looked = items.filter((i) => (start[i + 1] ?? NaN) > (start[i] ?? NaN)).subarray(0, mostItems);
  if (looked.length < leastItems) return usual;
  const one = {
    weight: new Float64Array(tried.weight.length),
    exponent: new Float64Array(tried.exponent.length),
  };
  const [word, said] = [new Float64Array(classes), new Float64Array(classes)];
  const isRight = (weight: number, i: number) => {
    let top = 0;
    for (let k = 1; k < classes; k++)
      if ((word[k] ?? NaN) + weight * (said[k] ?? NaN) > (word[top] ?? NaN) + weight * (said[top] ?? NaN))
        top = k;
    return Number(top === gold[i]);
  };
  const eachItem = (visit: (i: number) => void) => {
    for (const i of looked) {
      if (machineSpeaks(data, i)) calibrated(machine, data.machine, i * classes, word);
      else for (let k = 0; k < classes; k++) word[k] = Math.log(prior[k] ?? NaN);
      visit(i);
    }
  };
  eachItem((i) => {
    for (let a = start[i] ?? NaN; a < (start[i + 1] ?? NaN); a++) {
      said.set(
        table(rater[a] ?? NaN).subarray((label[a] ?? NaN) * classes, ((label[a] ?? NaN) + 1) * classes),
      );
      tried.weight.forEach((weight, t) => (one.weight[t] = (one.weight[t] ?? NaN) + isRight(weight, i)));
    }
  });
  const weight = mostRight(tried.weight, one.weight, usual.weight);
  let several = 0;
  eachItem((i) => {
    const n = (start[i + 1] ?? NaN) - (start[i] ?? NaN);
    if (n < 2) return;
    several++;
    said.fill(0);
    addAnswers(data, i, table, said);
    tried.exponent.forEach(
      (exponent, t) =>
        (one.exponent[t] = (one.exponent[t] ?? NaN) + isRight(weight * n ** (exponent - 1), i)),
    );
  });
  const exponent =
    several < leastItems ? usual.exponent : mostRight(tried.exponent, one.exponent, usual.exponent);
  return { weight, exponent };
}

/** Where the counts, each with its two neighbours, are largest; of equal ones the nearest to what is usual. */
function mostRight(values: readonly number[], right: Float64Array, usually: number): number {
  let [best, most] = [usually, -1];
  values.forEach((value, t) => {
    const beside = [right[t - 1], right[t], right[t + 1]].filter((count) => count !== undefined);
    const mean = beside.reduce((a, b) => a + b, 0) / beside.length;
    const nearer = mean === most && Math.abs(value - usually) < Math.abs(best - usually);
    if (mean > most || nearer) [best, most] = [value, mean];
  });
  return best;
}
