import type { Answer } from "#lib/teaming/team-data.ts";

/** What the machine's probabilities weigh beside a vote: they break ties and nothing else. */
const aside = 1e-6;

/**
 * Shares of the votes; of as many votes each, the class that the machine holds to be likelier is ahead.
 * @param machine [K]; null where it says nothing, and then ties remain
 * @returns [K], adding up to 1
 */
export function shares(
  answers: readonly Pick<Answer, "label">[],
  machine: ArrayLike<number> | null,
  classes: number,
): Float64Array {
  const p = new Float64Array(classes);
  if (answers.length === 0 && machine === null) return p.fill(1 / classes);
  const own = machine === null ? 0 : aside;
  for (let k = 0; k < classes; k++) p[k] = own * (machine?.[k] ?? 0);
  for (const { label } of answers) p[label] = (p[label] ?? NaN) + 1;
  const all = answers.length + own;
  for (let k = 0; k < classes; k++) p[k] = (p[k] ?? NaN) / all;
  return p;
}
