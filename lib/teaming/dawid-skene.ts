import { machineSpeaks, type TeamData } from "#lib/teaming/team-data.ts";

/** What Dawid and Skene's expectation–maximisation finds. */
export type DawidSkene = {
  /** P(class) [K] */
  prior: Float64Array;
  /** P(answer | class) by rater [K × K], a row an answer, a column a class */
  errors: Map<number, Float64Array>;
  /** classes of the items [n × K] */
  posterior: Float64Array;
  /** steps that gained something */
  iterations: number;
};

const [mostIterations, gainPerAnswer, least] = [100, 1e-5, 1e-10];

/**
 * The classes of items and the errors of who answers them, each estimated from the other. Items whose class is
 * known keep it; where the machine speaks its probabilities stand in for the prior.
 * @param data items without any answer are left at their prior
 * @param machine whether the machine is heard
 * @param most iterations
 * Source: Dawid & Skene, Applied Statistics 1979; start (shares of the votes), clipping and stop as in crowd-kit.
 */
export function dawidSkene(data: TeamData, machine: boolean, most = mostIterations): DawidSkene {
  const { classes, n, start, rater, label, weight } = data;
  const posterior = new Float64Array(n * classes);
  for (let i = 0; i < n; i++) startFrom(data, i, posterior);
  let prior = new Float64Array(classes);
  let errors = new Map<number, Float64Array>();
  const logs = new Float64Array(classes);
  let [reached, iterations] = [-Infinity, 0];
  for (; iterations < most; iterations++) {
    [prior, errors] = maximised(data, posterior);
    const logErrors = new Map(
      Array.from(errors, ([who, table]) => [who, table.map((p) => Math.log(Math.max(p, least)))]),
    );
    let bound = 0;
    for (let i = 0; i < n; i++) {
      const heard = machine && machineSpeaks(data, i);
      for (let k = 0; k < classes; k++)
        logs[k] = Math.log(
          Math.max(heard ? (data.machine[i * classes + k] ?? NaN) : (prior[k] ?? NaN), least),
        );
      for (let a = start[i] ?? NaN; a < (start[i + 1] ?? NaN); a++) {
        const own = logErrors.get(rater[a] ?? NaN);
        if (own)
          for (let k = 0; k < classes; k++)
            logs[k] = (logs[k] ?? NaN) + (own[(label[a] ?? NaN) * classes + k] ?? NaN);
      }
      bound += (weight[i] ?? NaN) * settle(data, i, logs, posterior);
    }
    const gain = (bound - reached) / Math.max(1, rater.length);
    reached = bound;
    if (gain < gainPerAnswer) break;
  }
  return { prior, errors, posterior, iterations };
}

/** Known class, else shares of the votes, else the machine's word, else nothing known. */
function startFrom(
  { classes, gold, machine, start, label }: TeamData,
  i: number,
  posterior: Float64Array,
): void {
  const [from, to] = [start[i] ?? NaN, start[i + 1] ?? NaN];
  const row = posterior.subarray(i * classes, (i + 1) * classes);
  if ((gold[i] ?? NaN) >= 0) row[gold[i] ?? NaN] = 1;
  else if (to > from)
    for (let a = from; a < to; a++) row[label[a] ?? NaN] = (row[label[a] ?? NaN] ?? NaN) + 1 / (to - from);
  else if (Number.isNaN(machine[i * classes])) row.fill(1 / classes);
  else row.set(machine.subarray(i * classes, (i + 1) * classes));
}

function maximised(
  data: TeamData,
  posterior: Float64Array,
): [Float64Array<ArrayBuffer>, Map<number, Float64Array>] {
  const { classes, n, start, rater, label, weight } = data;
  const prior = new Float64Array(classes);
  const errors = new Map<number, Float64Array>();
  let all = 0;
  for (let i = 0; i < n; i++) {
    const w = weight[i] ?? NaN;
    if ((start[i + 1] ?? NaN) === (start[i] ?? NaN)) continue;
    all += w;
    for (let k = 0; k < classes; k++) prior[k] = (prior[k] ?? NaN) + w * (posterior[i * classes + k] ?? NaN);
    for (let a = start[i] ?? NaN; a < (start[i + 1] ?? NaN); a++) {
      const own = errors.get(rater[a] ?? NaN) ?? new Float64Array(classes * classes);
      errors.set(rater[a] ?? NaN, own);
      for (let k = 0; k < classes; k++)
        own[(label[a] ?? NaN) * classes + k] =
          (own[(label[a] ?? NaN) * classes + k] ?? NaN) + w * (posterior[i * classes + k] ?? NaN);
    }
  }
  for (let k = 0; k < classes; k++) prior[k] = (prior[k] ?? NaN) / Math.max(all, least);
  for (const own of errors.values())
    for (let k = 0; k < classes; k++) {
      let column = 0;
      for (let a = 0; a < classes; a++)
        column += own[a * classes + k] = Math.max(own[a * classes + k] ?? NaN, least);
      for (let a = 0; a < classes; a++) own[a * classes + k] = (own[a * classes + k] ?? NaN) / column;
    }
  return [prior, errors];
}

/** The item's posterior from its log-joint. @returns its part of the bound, log Σ exp */
function settle({ classes, gold }: TeamData, i: number, logs: Float64Array, posterior: Float64Array): number {
  let most = -Infinity;
  for (let k = 0; k < classes; k++) if ((logs[k] ?? NaN) > most) most = logs[k] ?? NaN;
  let sum = 0;
  for (let k = 0; k < classes; k++) sum += Math.exp((logs[k] ?? NaN) - most);
  const known = gold[i] ?? NaN;
  for (let k = 0; k < classes; k++)
    posterior[i * classes + k] = known >= 0 ? Number(k === known) : Math.exp((logs[k] ?? NaN) - most) / sum;
  return known >= 0 ? (logs[known] ?? NaN) : most + Math.log(sum);
}
