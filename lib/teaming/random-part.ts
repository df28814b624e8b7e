/*
 * Whom people's answers speak for. The queue asks the least sure first, so answers alone speak for the least sure
 * alone. But every item has a draw, and a share of the questions goes in the order of the draws: up to the first
 * draw that nobody has answered, answers are a random part of everything.
 */

/** The items of a queue, as columns of equal length. */
export type Queue = {
  /** what the queue goes by before anybody answers, in [0, 1]; −1 where the machine said nothing */
  prior: ArrayLike<number>;
  /** uniform on [0, 1): the order in which items are asked at random */
  draw: ArrayLike<number>;
  /** whether somebody has answered, be it that they cannot tell */
  asked: ArrayLike<number | boolean>;
};

/** Items with priors above one number and up to another. */
export type Part = {
  above: number;
  upTo: number;
  size: number;
  /** items that somebody has answered */
  asked: number;
  /** of these, those in the order of the draws without a gap */
  sampled: number;
  /** the first draw without an answer; 1 where all have one */
  gap: number;
};

/** Fewest items asked at random that speak for a part by themselves. */
export const leastSampled = 10;

/**
 * What has not been reached yet: the deferred items from the least sure one on that nobody has answered, and those
 * that are kept; both together while either has few answers. The answers to what lies before speak for themselves.
 * @param eta in [0, 1]; prior ≤ η is deferred
 */
export function randomParts({ prior, draw, asked }: Queue, eta: number): Part[] {
  const n = prior.length;
  let frontier = Infinity;
  for (let i = 0; i < n; i++) if (!asked[i]) frontier = Math.min(frontier, prior[i] ?? NaN);
  /** the largest prior before it: nothing lies between them */
  let reached = -Infinity;
  for (let i = 0; i < n; i++) if ((prior[i] ?? NaN) < frontier) reached = Math.max(reached, prior[i] ?? NaN);
  function part(above: number, upTo: number): Part {
    const found = { above, upTo, size: 0, asked: 0, sampled: 0, gap: 1 };
    const within = (i: number) => (prior[i] ?? NaN) > above && (prior[i] ?? NaN) <= upTo;
    for (let i = 0; i < n; i++) {
      if (!within(i)) continue;
      found.size++;
      if (asked[i]) found.asked++;
      else found.gap = Math.min(found.gap, draw[i] ?? NaN);
    }
    for (let i = 0; i < n; i++) if (within(i) && asked[i] && (draw[i] ?? NaN) < found.gap) found.sampled++;
    return found;
  }
  const waits = Math.min(reached, eta);
  const apart = [part(waits, eta), part(eta, 1)];
  return apart.some(({ sampled, size }) => sampled < Math.min(size, leastSampled)) ? [part(waits, 1)] : apart;
}

/** The place of an item's part; −1 for one whose answers speak for themselves. */
export const partOf = (parts: readonly Part[], prior: number): number =>
  parts.findIndex(({ above, upTo }) => prior > above && prior <= upTo);

/** Have all items of the part been asked, so that its answers speak for nobody else? */
export const isFinished = ({ asked, size }: Part): boolean => asked === size;
