import type { Db } from "#db/client.ts";

/** Items of all the projects that one view keeps at once, in a process; the one used last stays whatever its size. */
const mostItems = 4_000_000;

/** One value a project, those used last. */
export type PerProject<T> = {
  get: (projectId: number) => T | undefined;
  set: (projectId: number, value: T) => void;
};

/**
 * A place to keep one value a project, apart for each database: a server has one, tests have many. Those
 * that nobody has asked for longest are forgotten once there is too much.
 * @param itemsOf how many items a value stands for: its weight
 * @returns the values of a database
 */
export function perProject<T>(itemsOf: (value: T) => number, most = mostItems): (db: Db) => PerProject<T> {
  const ofDb = new WeakMap<Db, PerProject<T>>();
  return (db) => {
    const values = ofDb.get(db) ?? usedLast(itemsOf, most);
    ofDb.set(db, values);
    return values;
  };
}

function usedLast<T>(itemsOf: (value: T) => number, most: number): PerProject<T> {
  /** in the order of their last use */
  const kept = new Map<number, T>();
  return {
    get(projectId) {
      const value = kept.get(projectId);
      if (value !== undefined) {
        kept.delete(projectId);
        kept.set(projectId, value);
      }
      return value;
    },
    set(projectId, value) {
      kept.delete(projectId);
      kept.set(projectId, value);
      let weight = [...kept.values()].reduce((sum, each) => sum + itemsOf(each), 0);
      for (const [oldest, each] of kept) {
        if (weight <= most || kept.size === 1) break;
        kept.delete(oldest);
        weight -= itemsOf(each);
      }
    },
  };
}
