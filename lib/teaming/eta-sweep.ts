import { argmax } from "#lib/stats/argmax.ts";
import type { RightWrong } from "#lib/stats/matching.ts";

/**
 * The threshold rule (lib/teaming/threshold.ts) at many η at once, from one pass over the items.
 * An item is deferred from some η on and at every larger one, so it is enough to count, for each η of a
 * grid, the items that are deferred there for the first time, and to add up.
 */

/**
 * The η's of a sweep: 0, 1/steps, … 1 and others that must be among them.
 * @param steps whole, ≥ 1
 * @param also in [0, 1]
 * @returns [G] ascending, each once
 * @throws RangeError for another number of steps, or an η outside [0, 1]
 */
export function etaGrid(steps: number, also: readonly number[] = []): Float64Array {
  if (!(Number.isInteger(steps) && steps >= 1)) throw new RangeError(`there cannot be ${steps} steps of η`);
  for (const eta of also) if (!(eta >= 0 && eta <= 1)) throw new RangeError(`η must be in 0 … 1, not ${eta}`);
  const even = Array.from({ length: steps + 1 }, (_, at) => at / steps);
  return Float64Array.from(new Set([...even, ...also])).sort();
}

/**
 * Where each item is deferred first: the smallest index g with confidence ≤ grid[g].
 * @param confidence [n]; NaN is deferred at every η
 * @param grid [G] ascending
 * @returns [n] in 0 … G; G for an item that no η of the grid defers
 */
export function deferredFrom(confidence: ArrayLike<number>, grid: Float64Array): Uint16Array {
  if (grid.length > 0xffff) throw new RangeError(`a grid of ${grid.length} η's is too fine`);
  // where to start in each 1/1024 of the range: no search for each of a million items
  const starts = new Uint16Array(buckets + 1).fill(grid.length);
  for (const [g, eta] of [...grid.entries()].reverse()) starts.fill(g, 0, Math.floor(eta * buckets) + 1);
  const from = new Uint16Array(confidence.length);
  for (let i = 0; i < from.length; i++) {
    const value = confidence[i]!;
    let g = value > 0 ? starts[Math.min(buckets, Math.floor(value * buckets))]! : 0;
    while (g < grid.length && value > grid[g]!) g++;
    from[i] = g;
  }
  return from;
}

const buckets = 1024;

export type EtaSweep = {
  grid: Float64Array;
  /** items */
  n: number;
  /** items that each is right on */
  machine: number;
  partner: number;
  /** items that the team is right on at each η [G] */
  team: Uint32Array;
  /** items deferred at each η [G] */
  deferred: Uint32Array;
  /** items by who is right, the machine first: of those that each η defers first, and last of those never deferred [G + 1] */
  places: readonly RightWrong[];
};

/**
 * A machine and a partner at every η of a grid: the machine answers where its confidence > η, the partner
 * elsewhere.
 *   team(η) = #{kept, machine right} + #{deferred, partner right}
 * @param from [n] of `deferredFrom`
 * @param machine [n] 1 where the machine is right, else 0
 * @param partner [n] likewise; every item needs an answer of both
 * @throws RangeError for unequal lengths
 * Source: Liu, Wei, Liu, Davis, "Do humans and machines have the same eyes?", §5 (realistic teaming).
 */
export function etaSweep(
  grid: Float64Array,
  from: Uint16Array,
  machine: Uint8Array,
  partner: Uint8Array,
): EtaSweep {
  const n = from.length;
  if (machine.length !== n || partner.length !== n)
    throw new RangeError(`a sweep needs equal lengths, not ${n}, ${machine.length} and ${partner.length}`);
  // by place and by 2·(machine right) + (partner right)
  const cells = new Uint32Array((grid.length + 1) * 4);
  for (let i = 0; i < n; i++) cells[from[i]! * 4 + machine[i]! * 2 + partner[i]!]!++;
  const places: RightWrong[] = [];
  for (let at = 0; at < cells.length; at += 4)
    places.push({
      bothWrong: cells[at]!,
      onlySecond: cells[at + 1]!,
      onlyFirst: cells[at + 2]!,
      bothRight: cells[at + 3]!,
    });
  return sweepOf(grid, places);
}

/** The sweep of two parts together. @throws RangeError for different grids */
export function joined(a: EtaSweep, b: EtaSweep): EtaSweep {
  if (a.grid.length !== b.grid.length) throw new RangeError("sweeps over different η's cannot be joined");
  return sweepOf(
    a.grid,
    a.places.map((place, g) => summed([place, b.places[g]!])),
  );
}

function sweepOf(grid: Float64Array, places: readonly RightWrong[]): EtaSweep {
  const all = summed(places);
  const [machine, partner] = [all.bothRight + all.onlyFirst, all.bothRight + all.onlySecond];
  const team = new Uint32Array(grid.length);
  const deferred = new Uint32Array(grid.length);
  let [right, sent] = [machine, 0];
  places.slice(0, grid.length).forEach((place, g) => {
    // deferring an item gives up the machine's answer for the partner's
    right += place.onlySecond - place.onlyFirst;
    sent += itemsIn(place);
    team[g] = right;
    deferred[g] = sent;
  });
  return { grid, n: itemsIn(all), machine, partner, team, deferred, places };
}

/** Place of an η on the grid. @throws RangeError where it is not on it */
export function placeOf(grid: Float64Array, eta: number): number {
  const at = grid.indexOf(eta);
  if (at < 0) throw new RangeError(`η = ${eta} is not on the grid`);
  return at;
}

/** Place of the η with the most right answers; of several the smallest, which defers least. */
export const bestPlace = ({ team }: { team: ArrayLike<number> }): number => argmax(team);

/** Right and wrong among the kept and among the deferred items at grid[at]. */
export function splitAt({ grid, places }: EtaSweep, at: number): { kept: RightWrong; deferred: RightWrong } {
  if (!(at >= 0 && at < grid.length)) throw new RangeError(`there is no place ${at} on the grid`);
  return { deferred: summed(places.slice(0, at + 1)), kept: summed(places.slice(at + 1)) };
}

/** Right and wrong among all items. */
export const rightWrongOf = ({ places }: EtaSweep): RightWrong => summed(places);

export const itemsIn = ({ bothRight, onlyFirst, onlySecond, bothWrong }: RightWrong): number =>
  bothRight + onlyFirst + onlySecond + bothWrong;

function summed(parts: readonly RightWrong[]): RightWrong {
  const total = { bothRight: 0, onlyFirst: 0, onlySecond: 0, bothWrong: 0 };
  for (const part of parts) {
    total.bothRight += part.bothRight;
    total.onlyFirst += part.onlyFirst;
    total.onlySecond += part.onlySecond;
    total.bothWrong += part.bothWrong;
  }
  return total;
}
