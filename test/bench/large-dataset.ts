/**
 * A project as large as one asks for, made by set-based SQL: what the benchmarks and the test at a million
 * items run on.
 *   node test/bench/large-dataset.ts <folder> <items> [answered]
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { eq } from "drizzle-orm";
import { type Db, migrateDatabase, openDatabase, type OpenDatabase, write } from "#db/client.ts";
import { type DataDir, dataDir } from "#db/data-dir.ts";
import { reroute } from "#db/labelling/rerouting.ts";
import { storeOutputAtOnce } from "#db/machines/run-outputs.ts";
import { hashPassword } from "#db/people/password.ts";
import { projects, raters, runs, users } from "#db/schema.ts";
import { makePictures, uniform } from "./large-pictures.ts";

/** Everybody's password in a made data folder: `admin` and `annotator-1`, `annotator-2`, … */
export const benchPassword = "open-the-bench";
/** Short name of the made project. */
export const benchSlug = "large";

export type LargeProject = {
  items: number;
  /** annotators; an admin is made besides */
  people: number;
  /** answers of people, least confident items first, as the queue serves them */
  answered: number;
  /** people who answer an item */
  overlap: number;
  /** imported raters, each with a label for every item */
  labelColumns: number;
  classes: number;
  /** share of the items in the training split, 0 … 1; they have no predictions */
  trainShare: number;
  /** finished runs; the first is active */
  runs: number;
  /** distinct pictures that the items share */
  pictures: number;
  eta: number;
  seed: number;
};

export const largeProject: LargeProject = {
  items: 50_000,
  people: 100,
  answered: 0,
  overlap: 1,
  labelColumns: 1,
  classes: 10,
  trainShare: 0,
  runs: 1,
  pictures: 300,
  eta: 0.6,
  seed: 1,
};

/** Which random number of an item is meant. */
const streams = { gold: 1, draw: 2, split: 3, column: 10, run: 100, time: 900, person: 1000 };

/**
 * Make the project, its pictures and its people in a migrated, empty database.
 * @returns the project's id
 */
export async function makeLargeProject(
  database: OpenDatabase,
  dir: DataDir,
  options: Partial<LargeProject> = {},
): Promise<number> {
  const wanted = { ...largeProject, ...options };
  const { db, sqlite } = database;
  sqlite.pragma("synchronous = OFF"); // a folder that is half made is thrown away
  const unit = uniform(wanted.seed);
  sqlite.function("unit", { deterministic: true }, (stream: unknown, i: unknown) =>
    unit(Number(stream), Number(i)),
  );
  await makePictures(database, dir, wanted);
  const passwordHash = await hashPassword(benchPassword);
  const projectId = write(db, (tx) => {
    const { id } = tx
      .insert(projects)
      .values({
        slug: benchSlug,
        name: "Large",
        classes: Array.from({ length: wanted.classes }, (_, k) => `class ${k}`),
        eta: wanted.eta,
        overlap: wanted.overlap,
        synthetic: true,
        createdAt: began,
      })
      .returning()
      .get();
    makePeople(tx, id, wanted.people, passwordHash);
    makeItems(database, id, wanted);
    for (let column = 0; column < wanted.labelColumns; column++) makeColumn(database, id, column, wanted);
    for (let run = 0; run < wanted.runs; run++) makeRun(database, id, run, wanted, unit);
    makeAnswers(database, id, wanted);
    return id;
  });
  await reroute(
    db,
    projectId,
    began,
    () => ({}),
    () => undefined,
    50_000,
  );
  sqlite.pragma("optimize = 0x10002");
  sqlite.pragma("wal_checkpoint(TRUNCATE)");
  sqlite.pragma("synchronous = FULL");
  return projectId;
}

/** When the project was made, ms since 1970; its answers follow. */
const began = Date.UTC(2026, 0, 5, 9);

/** Numbers 0 … :n − 1, as a table of one column i. */
const counted =
  "with recursive counted(i) as (select 0 union all select i + 1 from counted where i + 1 < :n)";

function makePeople(tx: Db, projectId: number, people: number, passwordHash: string): void {
  const account = { passwordHash, createdAt: began };
  tx.insert(users)
    .values({ ...account, name: "admin", displayName: "Admin", role: "admin" })
    .run();
  for (let p = 1; p <= people; p++) {
    const name = `annotator-${p}`;
    const { id } = tx
      .insert(users)
      .values({ ...account, name, displayName: `Annotator ${p}`, role: "annotator" })
      .returning()
      .get();
    tx.insert(raters).values({ projectId, kind: "human", source: "person", name, userId: id }).run();
  }
}

function makeItems({ sqlite }: OpenDatabase, projectId: number, wanted: LargeProject): void {
  const { items: n, pictures, classes, trainShare } = wanted;
  sqlite
    .prepare(
      `${counted} insert into items (projectId, ordinal, name, hash, split, gold, draw)
      select :projectId, counted.i, printf('%08d.png', counted.i), bench_pictures.hash,
        case when unit(${streams.split}, counted.i) < :trainShare then 'train' else 'test' end,
        cast(unit(${streams.gold}, counted.i) * :classes as integer), unit(${streams.draw}, counted.i)
      from counted cross join bench_pictures on bench_pictures.i = counted.i % :pictures`,
    )
    .run({ n, projectId, pictures, classes, trainShare });
}

/** A label that is the gold one as often as `right` says, and any other just as likely. */
const guessed = (stream: number | string, right: string) =>
  `(case when unit(${stream}, ordinal) < ${right} then gold
    else (gold + 1 + cast(unit(${stream} + 1, ordinal) * (:classes - 1) as integer)) % :classes end)`;

function makeColumn(
  { db, sqlite }: OpenDatabase,
  projectId: number,
  column: number,
  { classes }: LargeProject,
) {
  const { id: raterId } = db
    .insert(raters)
    .values({ projectId, kind: "human", source: "column", name: `human${column + 1}` })
    .returning()
    .get();
  sqlite
    .prepare(
      `insert into judgments (projectId, itemId, raterId, outcome, label, receivedAt)
      select projectId, id, :raterId, 'label', ${guessed(streams.column + 2 * column, "0.9")}, :began
      from items where projectId = :projectId order by id`,
    )
    .run({ projectId, raterId, classes, began });
}

/** A finished run whose confidence is spread over 1/classes … 1 and tells how often it is right. */
function makeRun(
  { db, sqlite }: OpenDatabase,
  projectId: number,
  nth: number,
  { classes }: LargeProject,
  unit: (stream: number, i: number) => number,
): void {
  const stream = streams.run + 10 * nth;
  const labelRaterId = sqlite
    .prepare<[number], number>(
      "select id from raters where projectId = ? order by source = 'column' desc, id",
    )
    .pluck()
    .get(projectId);
  if (labelRaterId === undefined) throw new Error("a run needs somebody whose labels it learned from");
  const name = `run-${nth + 1}`;
  const { id: runId } = db
    .insert(runs)
    .values({
      ...{ projectId, name, labelRaterId, method: "ce", backbone: "quick", options: {}, seed: nth },
      ...{ state: "finished", createdAt: began, startedAt: began, finishedAt: began + 60_000 },
    })
    .returning()
    .get();
  const routed = sqlite
    .prepare<[number], [number, number, number]>(
      "select id, ordinal, gold from items where projectId = ? and split is not 'train' order by id",
    )
    .raw()
    .all(projectId);
  const itemIds = new Int32Array(routed.length);
  const probabilities = new Float32Array(routed.length * classes);
  let right = 0;
  for (const [row, [itemId, ordinal, gold]] of routed.entries()) {
    itemIds[row] = itemId;
    const cells = probabilities.subarray(row * classes, (row + 1) * classes);
    if (ordinal % 1000 === 7) {
      cells.fill(NaN); // the machine failed on this one
      continue;
    }
    const confidence = 1 / classes + (1 - 1 / classes) * (0.02 + 0.98 * unit(stream, ordinal));
    const hit = unit(stream + 1, ordinal) < confidence;
    const other = Math.floor(unit(stream + 2, ordinal) * (classes - 1));
    const top = hit ? gold : (gold + 1 + other) % classes;
    if (hit) right++;
    cells.fill((1 - confidence) / (classes - 1));
    cells[top] = confidence;
  }
  storeOutputAtOnce(db, runId, classes, { itemIds, probabilities });
  const found = { accuracy: right / routed.length, goldItems: routed.length, predictedItems: routed.length };
  db.update(runs).set(found).where(eq(runs.id, runId)).run();
  db.insert(raters).values({ projectId, kind: "machine", source: "run", name, runId }).run();
  if (nth === 0) db.update(projects).set({ activeRunId: runId }).where(eq(projects.id, projectId)).run();
}

/** People's answers in the order of the queue; person after person, a few seconds each. */
function makeAnswers({ sqlite }: OpenDatabase, projectId: number, wanted: LargeProject): void {
  const { answered, overlap, people, classes, eta } = wanted;
  if (answered === 0) return;
  if (overlap > people) throw new Error(`${people} people cannot answer an item ${overlap} times`);
  sqlite.exec(
    "create temp table bench_served (nth integer primary key, itemId integer, ordinal integer, gold integer)",
  );
  sqlite
    .prepare(
      `insert into bench_served (itemId, ordinal, gold)
      select items.id, ordinal, gold from projects
      join items on items.projectId = projects.id and items.split is not 'train'
      left join predictions on predictions.runId = projects.activeRunId and predictions.itemId = items.id
      where projects.id = :projectId order by coalesce(predictions.confidence, -1), items.id limit :most`,
    )
    .run({ projectId, most: Math.ceil(answered / overlap) });
  sqlite
    .prepare(
      `${counted}
      insert into judgments (projectId, itemId, raterId, outcome, label, receivedAt, leaseId, reason, inclusion,
        runId, eta, servedAt, late, responseMs, visibleMs, hiddenCount, input, quality)
      select :projectId, itemId, rater.id, 'label', ${guessed(`(${streams.person} + 2 * p)`, "0.92")},
        :began + 3600000 + i * 2000 / :people, printf('00000000-0000-4000-8000-%012x', i), 'deferred', 1,
        projects.activeRunId, :eta, :began + 3600000 + i * 2000 / :people - 1800, 0,
        round(300 + 1500 * unit(${streams.time}, i), 1), round(300 + 1500 * unit(${streams.time}, i), 1), 0, 'key', 'ok'
      from counted
      cross join bench_served on bench_served.nth = 1 + counted.i / cast(:overlap as integer)
      join projects on projects.id = :projectId
      join (select id, row_number() over (order by id) - 1 as p from raters
        where projectId = :projectId and source = 'person') rater on rater.p = counted.i % :people
      order by counted.i`,
    )
    .run({ projectId, n: answered, overlap, people, classes, eta, began });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder, items, answered = "0"] = process.argv.slice(2);
  if (folder === undefined || !(Number(items) > 0) || !(Number(answered) >= 0)) {
    console.error("usage: node test/bench/large-dataset.ts <folder> <items> [answered]");
    process.exit(2);
  }
  const started = performance.now();
  const dir = dataDir(folder);
  const database = openDatabase(dir.database);
  migrateDatabase(database);
  await makeLargeProject(database, dir, { items: Number(items), answered: Number(answered) });
  database.close();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${join(dir.root, "tandem.db")}: ${items} items, ${answered} answers, in ${seconds} s. Sign in at /signin as admin or annotator-1 … with the password ${benchPassword}.`,
  );
}
