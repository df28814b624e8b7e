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
