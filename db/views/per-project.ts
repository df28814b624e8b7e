import type { Db } from "#db/client.ts";

/**
 * A place to keep one value a project, apart for each database: a server has one, tests have many.
 * @returns the values of a database by project number
 */
export function perProject<T>(): (db: Db) => Map<number, T> {
  const ofDb = new WeakMap<Db, Map<number, T>>();
  return (db) => {
    const values = ofDb.get(db) ?? new Map<number, T>();
    ofDb.set(db, values);
    return values;
  };
}
