import type Database from "better-sqlite3";
import type { Db, RootDb } from "#db/client.ts";

type Prepared<Params, Row> = { get(params: Params): Row | undefined };

/**
 * A query for one row that is built and prepared once a connection: both cost more than running it. Inside
 * a transaction of drizzle's it is built anew.
 */
export function lookup<Params extends Record<string, unknown>, Row>(
  build: (db: Db) => { prepare(): Prepared<Params, Row> },
): (db: Db, params: Params) => Row | undefined {
  const known = new WeakMap<RootDb, Prepared<Params, Row>>();
  return (db, params) => {
    if (!isRoot(db)) return build(db).prepare().get(params);
    const ready = known.get(db) ?? build(db).prepare();
    known.set(db, ready);
    return ready.get(params);
  };
}

const isRoot = (db: Db): db is RootDb => "$client" in db;

/**
 * SQL of our own, prepared once a connection, for what is asked with every request: a tenth of the cost of
 * a query that is built and whose rows are mapped.
 */
export function statement<Params extends unknown[], Row>(
  source: string,
): (db: RootDb) => Database.Statement<Params, Row> {
  const known = new WeakMap<Database.Database, Database.Statement<Params, Row>>();
  return ({ $client }) => {
    const ready = known.get($client) ?? $client.prepare<Params, Row>(source);
    known.set($client, ready);
    return ready;
  };
}
