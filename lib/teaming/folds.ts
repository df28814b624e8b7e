import { permutation, randomSource } from "#lib/random.ts";
import { type Policy, type Team } from "#lib/teaming/policies/policy.ts";
import { itemsOf, type TeamData } from "#lib/teaming/team-data.ts";

/*
 * Cross-fitting: the belief of an item is made with parameters that were fitted without it, so that a team
 * is never measured on what it was fitted on.
 */

/** Items in fives while they are few and each counts; in halves once there are plenty, which costs no more than one fit. */
const [few, many, plenty] = [5, 2, 10_000];

/** How many parts a fit is made in. @param known items that it learns from */
export const foldsFor = (known: number): number => (known < plenty ? few : many);

/**
 * The part that an item belongs to: by a hash of its number of its own, which has nothing to do with the
 * audit's draw.
 * @param item the database's number of the item
 * @returns 0 … folds − 1
 * Source: the finaliser of MurmurHash3 (Appleby).
 */
export function foldOf(item: number, folds: number): number {
  let hash = item ^ 0x9e3779b9;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % folds;
}

/** What a policy was fitted to, part by part: the nth without the items of the nth part. */
export type CrossFit = unknown[];

/**
 * @param items the database's numbers of data's items [n]
 * @returns an empty list for a policy without parameters
 */
export function crossFit(
  { fit }: Policy,
  data: TeamData,
  items: ArrayLike<number>,
  folds: number,
  seed: number,
): CrossFit {
  if (fit === null) return [];
  // in an order that has nothing to do with how they came in: a fit may look at the first so many
  const order = permutation(data.n, randomSource(seed, 18));
  return Array.from({ length: folds }, (_, fold) =>
    fit(
      itemsOf(
        data,
        order.filter((i) => foldOf(items[i] ?? NaN, folds) !== fold),
      ),
      seed,
    ),
  );
}

/** The team for each item. @throws ZodError for parameters of another policy or version */
export function crossFitted(policy: Policy, fits: CrossFit, classes: number): (item: number) => Team {
  if (policy.fit === null) {
    const team = policy.team(null, classes);
    return () => team;
  }
  const teams = fits.map((stored) => policy.team(stored, classes));
  return (item) => {
    const team = teams[foldOf(item, teams.length)];
    if (!team) throw new RangeError("A fit has no parts.");
    return team;
  };
}
