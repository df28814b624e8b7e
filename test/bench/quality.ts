/**
 * What a person's page, the review and setting answers aside cost in a large project.
 *   node test/bench/large-dataset.ts <folder> 1000000 500000
 *   node test/bench/quality.ts <folder>
 */
import { asOperator } from "#db/access.ts";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { findProject } from "#db/dataset/projects.ts";
import { asidesUnderWay, beginAside, beginReturn, carryAside } from "#db/labelling/set-aside.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { disputes } from "#db/views/disputes.ts";
import { personView } from "#db/views/person.ts";
import { benchSlug } from "./large-dataset.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: node test/bench/quality.ts <folder of large-dataset.ts>");
const database = openDatabase(dataDir(folder).database);
const { db, sqlite } = database;
const project = () => {
  const row = findProject(db, benchSlug);
  if (!row) throw new Error("large-dataset.ts has made no project there");
  return asOperator(row);
};
const busiest = sqlite
  .prepare<[number], { raterId: number; n: number }>(
    `select raterId, count(*) as n from judgments join raters on raters.id = raterId
     where judgments.projectId = ? and source = 'person' group by raterId order by n desc limit 1`,
  )
  .get(project().id);
if (!busiest) throw new Error("nobody has answered");
const { raterId } = busiest;
console.log(`${busiest.n} answers of one person`);

function timed<T>(what: string, fn: () => T): T {
  const began = performance.now();
  const value = fn();
  console.log(`${(performance.now() - began).toFixed(0).padStart(7)} ms  ${what}`);
  return value;
}

/** All parts. @returns how long each took, ms, in order of length */
function carry(): number[] {
  const took: number[] = [];
  for (const id of asidesUnderWay(db))
    for (let ended = false; !ended;) {
      const began = performance.now();
      ended = inTurn(db, (desk) => carryAside(desk, id, Date.now())) !== null;
      took.push(performance.now() - began);
    }
  return took.sort((a, b) => a - b);
}

function parts(what: string, took: readonly number[]): void {
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(share * took.length))]?.toFixed(1);
  console.log(
    `  ${what}: ${took.length} transactions, median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms`,
  );
}

timed("a person's page, first", () => personView(db, project(), raterId));
timed("a person's page, again", () => personView(db, project(), raterId));
timed("review, first", () => disputes(db, project(), 30));
timed("review, again", () => disputes(db, project(), 30));
const begun = beginAside(db, project(), { raterId, since: null, why: "bench" }, Date.now());
if (!begun.ok) throw new Error(begun.message);
parts("set aside", timed("set aside", carry));
timed("a person's page, after it", () => personView(db, project(), raterId));
timed("review, after it", () => disputes(db, project(), 30));
const back = beginReturn(db, project(), begun.value.id, Date.now());
if (!back.ok) throw new Error(back.message);
parts("taken back", timed("taken back", carry));
database.close();
