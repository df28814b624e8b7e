import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { z } from "zod";
import { sampleTime } from "../test/sample-time.ts";
import { command } from "./dataset.ts";
import { makePerson } from "./session.ts";
import type { Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";
import { authorize } from "#db/access.ts";
import type { RootDb } from "#db/client.ts";
import { chooseExample } from "#db/dataset/class-examples.ts";
import { findProject } from "#db/dataset/projects.ts";
import { raiseFlag } from "#db/labelling/flags.ts";
import { submitAnswer } from "#db/labelling/judgments.ts";
import { leaseTasks } from "#db/labelling/queue.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { findUser, findUserByName } from "#db/people/users.ts";
import { items, itemTags, projects, tags } from "#db/schema.ts";
import { demoItems } from "#lib/demo/demo.ts";
import { side } from "#lib/demo/draw.ts";
import { encodePng } from "#lib/formats/image.ts";

/*
 * A project whose every fact that an annotator must not know is a word, or a number, that stands for nothing else: it
 * can be looked for in whatever reaches their browser.
 */

export const slug = "blind";
export const classes = ["circle", "square", "triangle", "star", "cross"];

/** Of file names, of what is written into the files, of who has said what, and of what was made of it. */
export const words = {
  file: "zqfilename",
  exif: "zqcamera",
  column: "zqcolumn",
  machine: "zqmachine",
  colleague: "zqcolleague",
  remark: "zqremark",
  tag: "zqtag",
};

/** Tables whose rows are facts of pictures, or of those who answer; each counts from a place of its own. */
const tables = [
  ...["items", "judgments", "raters", "runs", "checks", "check_answers", "flags", "skips", "batches", "tags"],
  ...["practice_answers", "practice_rounds", "imports", "jobs", "events"],
];
const [first, apart] = [417_300_000, 10_000_000];

/** Pictures that nobody is asked about, all of them with gold, and pictures in all, of which every second has gold. */
const [train, pictures] = [30, 160];

/** A running Tandem gets the project: gold, a machine, a colleague's answers and remark, checks, practice, examples. */
export async function blindProject(tandem: Tandem): Promise<void> {
  inDatabase(tandem, (db) => {
    for (const [i, table] of tables.entries()) {
      db.$client.prepare("delete from sqlite_sequence where name = ?").run(table);
      db.$client.prepare("insert into sqlite_sequence values (?, ?)").run(table, first + i * apart);
    }
  });
  const folder = mkdtempSync(join(tmpdir(), "tandem-blind-"));
  const names = await writePictures(folder);
  const table = join(folder, "labels.csv");
  const said = (i: number) => classes[i % classes.length] ?? "";
  const rows = names.map((name, i) =>
    [name, i < train || i % 2 === 0 ? said(i) : "", said(i), i < train ? "train" : "test"].join(","),
  );
  writeFileSync(table, [`file,truth,${words.column},split`, ...rows].join("\n"));
  const columns = ["--gold", "truth", "--humans", words.column, "--split", "column:split"];
  const imported = ["--images", join(folder, "images"), "--labels", table, "--classes", classes.join(",")];
  command(tandem, "import", "--project", slug, ...imported, ...columns);
  inDatabase(tandem, settle);
  const predicted = join(folder, "predictions.csv");
  const of = (i: number) => classes.map((_, k) => (k === i % classes.length ? top(i) : (1 - top(i)) / 4));
  writeFileSync(
    predicted,
    [
      ["file", ...classes].join(","),
      ...names.flatMap((name, i) => (i < train ? [] : [[name, ...of(i)].join(",")])),
    ].join("\n"),
  );
  command(tandem, "predictions", "--project", slug, "--file", predicted, "--name", words.machine);
  rmSync(folder, { recursive: true });
  const colleague = await makePerson(tandem, words.colleague, "annotator", "a long enough password");
  inDatabase(tandem, (db) => {
    describe(db, names);
    answerAs(db, colleague);
  });
}

/** What the machine is sure of is kept, or audited; no two numbers are alike, and each has many digits. */
const top = (i: number): number => (i % 5 === 0 ? 0.91 : 0.37) + i * 0.000_137_913;

/** PNGs and JPEGs, each with something written into it. @returns names in the folder, which tell the class */
async function writePictures(folder: string): Promise<string[]> {
  const drawn = demoItems({ train: 0, test: pictures }, 19);
  const names = drawn.map(
    (_, i) => `${classes[i % classes.length]}/${words.file}-${i}.${i % 4 === 3 ? "jpg" : "png"}`,
  );
  for (const name of classes) mkdirSync(join(folder, "images", name), { recursive: true });
  for (const [i, name] of names.entries()) {
    const png = await encodePng(drawn[i]?.draw() ?? new Uint8Array(), side);
    const exif = { IFD0: { ImageDescription: words.exif, Model: words.exif } };
    const picture = sharp(png).withExif(exif);
    writeFileSync(
      join(folder, "images", name),
      await (name.endsWith("jpg") ? picture.jpeg({ quality: 90 }) : picture.png()).toBuffer(),
    );
  }
  return names;
}

/** Checks, practice, an audit, two people a picture, and instructions. */
function settle(db: RootDb): void {
  db.update(projects)
    .set({
      ...{ policy: "threshold", overlap: 2, auditRate: 0.4, eta: 0.6, checkRate: 0.2, checkSeed: 20_261_129 },
      ...{ practiceSince: 1, practiceAll: true, practiceItems: 5, practicePass: 0.6 },
      instructions: "Say which **shape** it is.",
    })
    .where(eq(projects.slug, slug))
    .run();
}

/** An example of a class, which annotators see, and a tag, which they do not. */
function describe(db: RootDb, names: readonly string[]): void {
  const project = findProject(db, slug);
  const admin = findUserByName(db, "admin");
  const open = project && admin && authorize(admin, project, "admin", null);
  if (!open) throw new Error("nobody may change the project");
  const shown = chooseExample(db, open, { label: 0, name: names[0] ?? "", caption: "Round" }, Date.now());
  if (!shown.ok) throw new Error(shown.message);
  const tag = db.insert(tags).values({ projectId: project.id, name: words.tag }).returning().get();
  const all = db.select().from(items).where(eq(items.projectId, project.id)).all();
  db.insert(itemTags)
    .values(all.map(({ id: itemId }) => ({ itemId, tagId: tag.id })))
    .run();
}

/** Somebody else has answered twenty of the pictures, and remarked on one. */
function answerAs(db: RootDb, userId: number): void {
  const project = findProject(db, slug);
  const user = findUser(db, userId);
  const open = project && user && authorize(user, project, "annotator", null);
  // who has practised is another matter
  if (!open) throw new Error("nobody to answer");
  const now = Date.now();
  const asked = { userId, held: [], want: 20, now, random: () => 0.9 };
  for (const { lease } of inTurn(db, (desk) => leaseTasks(desk, { ...open, practiceSince: null }, asked))) {
    inTurn(db, (desk) =>
      raiseFlag(desk, open, userId, { outcome: "flag", flag: lease, lease, comment: words.remark }, now),
    );
    const answer = { lease, outcome: "label", label: 1, time: sampleTime } as const;
    const done = inTurn(db, (desk) => submitAnswer(desk, open, answer, { ...asked, want: 0 }));
    if (!done.ok) throw new Error(done.message);
  }
}

/** So much of a number with a point tells it from every other. */
const digits = 9;

/** Everything in the database that may not reach an annotator's browser: names, hashes, numbers of rows, confidences, draws. */
export function secretsOf(db: RootDb): Set<string> {
  const column = (query: string) =>
    z.array(z.union([z.string(), z.number()])).parse(db.$client.prepare(query).pluck().all());
  const hashes = column("select hash from images").map(String);
  const rows = tables.flatMap((table) => column(`select id from ${table}`).map(Number));
  const fractions = ["select confidence from predictions", "select draw from items"].flatMap(column);
  return new Set([
    ...Object.values(words),
    ...hashes.flatMap((hash) => [hash, Buffer.from(hash, "hex").toString("base64").slice(0, 43)]),
    ...rows.filter((id) => id > first).map(String),
    ...fractions.map((value) => String(value).slice(0, digits)),
  ]);
}

/** What in a text could be a hash or a number of those, written as they are. */
export function valuesIn(text: string): string[] {
  const hashes = text.match(/[A-Za-z0-9+/]{43,64}/g) ?? [];
  const numbers = text.match(/\d+(?:\.\d+)?/g) ?? [];
  return [
    ...hashes.flatMap((hash) => [hash.toLowerCase(), hash.slice(0, 43)]),
    ...numbers.map((number) => (number.includes(".") ? number.slice(0, digits) : number)),
  ];
}
