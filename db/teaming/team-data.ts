import { eq, sql } from "drizzle-orm";
import { derivedName } from "#lib/formats/column-guess.ts";
import { permutation, randomSource } from "#lib/random.ts";
import { enoughGold } from "#lib/teaming/policies/policy.ts";
import { type Answer, type TeamData, TeamDataBuilder } from "#lib/teaming/team-data.ts";
import type { Db, RootDb } from "#db/client.ts";
import { goldBy, newestJudgment } from "#db/teaming/answers.ts";
import { machineReader } from "#db/teaming/machine-reader.ts";
import { type Project, type Rater, raters } from "#db/schema.ts";

/** What a policy is fitted on: a project's items as one of its machines and its people see them. */
export type ProjectTeamData = {
  data: TeamData;
  /** database ids [n] */
  items: Int32Array;
  /** newest judgment that is in it */
  cursor: number;
  /** people's answers, imported labels and items with gold in it */
  answers: number;
  imported: number;
  gold: number;
};

/** Items that are looked at, at most: more would not move what is found. */
export type Limits = { answered: number; gold: number; imported: number };
const usual: Limits = { answered: 50_000, gold: 10_000, imported: 10_000 };
/** Once people have given so many answers themselves, imported labels say nothing more about them. */
const enoughAnswers = 1000;
/**
 * An audited item stands for as many as it was drawn from, but for no more than so many: a few answers that weigh
 * twenty each make a fit jump about. On CIFAR-10N (5 % audited, no gold) whole weights cost 0.2 to 0.5 points
 * against none; at a weight of 5 (20 % audited) nothing. Source: weight trimming, Potter 1990.
 */
const mostWeight = 5;
const seed = 1;

/**
 * Items that people have answered, items whose gold label is known, and, while people have said little, items
 * that the machine has not predicted (it learnt from them) with their imported labels.
 * @param limits items of each kind; drawn at random where there are more
 */
export function teamDataOf(
  db: RootDb,
  project: Pick<Project, "id" | "classes">,
  runId: number,
  limits = usual,
): ProjectTeamData {
  const { $client: sqlite } = db;
  const classes = project.classes.length;
  const machine = machineReader(db, runId, classes, 64e6);
  const cursor = newestJudgment(db, project.id);
  const answered = some(answeredBy(db, project.id), limits.answered, 19);
  const few = answered.length < enoughAnswers;
  const imported = few ? some(trainingItems(db, project.id), limits.imported, 20) : new Int32Array(0);
  const known = some(itemsWithGold(db, project.id), limits.gold, 21);
  const aside = new Set(
    sqlite
      .prepare<[number], number>(
        "select id from items indexed by items_aside where projectId = ? and aside = 1",
      )
      .pluck()
      .all(project.id),
  );
  const itemIds = Int32Array.from(new Set([...answered, ...known, ...imported]))
    .filter((id) => !aside.has(id))
    .sort();

  // Read as plain rows, and raters once: the fit waits for nothing else as long as for this.
  const answersOf = sqlite
    .prepare<[number], Row>(
      "select raterId, label, inclusion from current_judgments where itemId = ? and label is not null order by id",
    )
    .raw();
  const voices = voicesOf(db, project.id);
  const goldOf = goldBy(sqlite);
  const rows: { said: Float32Array | null; gold: number; answers: Answer[]; weight: number }[] = [];
  const found = { answers: 0, imported: 0, gold: 0 };
  for (const itemId of itemIds) {
    const said = machine(itemId);
    const all = answersOf.all(itemId);
    const own = all.filter(([rater]) => voices.get(rater) === "own");
    // What the machine learnt from, people's labels of it say how people err.
    const others = few && said === null ? all.filter(([rater]) => voices.get(rater) === "imported") : [];
    const gold = (said !== null || own.length > 0 ? goldOf.get(itemId)?.gold : null) ?? -1;
    found.answers += own.length;
    found.imported += others.length;
    if (gold >= 0) found.gold++;
    // Audited once and deferred at another η: it was sent for certain.
    const inclusion = own.reduce((most, [, , inclusion]) => Math.max(most, inclusion ?? 1), 0) || 1;
    rows.push({
      said,
      gold,
      answers: [...own, ...others].map(([rater, label]) => ({ rater, label })),
      weight: Math.min(mostWeight, 1 / inclusion),
    });
  }
  const builder = new TeamDataBuilder(classes);
  // Where gold says enough, nothing has to be inferred from whom was asked.
  const weighted = found.gold < enoughGold;
  for (const { said, gold, answers, weight } of rows)
    builder.push(said, gold, answers, weighted && gold < 0 ? weight : 1);
  return { data: builder.done(), items: itemIds, cursor, ...found };
}

type Row = [rater: number, label: number, inclusion: number | null];

/** Raters who speak for people: those who answer here, and imported columns of somebody's own labels. */
export function voicesOf(db: Db, projectId: number): Map<number, "own" | "imported"> {
  const voices = new Map<number, "own" | "imported">();
  for (const rater of db.select().from(raters).where(eq(raters.projectId, projectId)).all())
    if (rater.source === "person") voices.set(rater.id, "own");
    else if (speaksForPeople(rater)) voices.set(rater.id, "imported");
  return voices;
}

/** An imported column of somebody's own labels, not of a vote or of another machine. */
const speaksForPeople = ({ source, kind, name }: Rater): boolean =>
  source === "column" && kind === "human" && !derivedName.test(name);

/** So many of them at random, in their order. */
function some(ids: Int32Array, most: number, path: number): Int32Array {
  if (ids.length <= most) return ids;
  const order = permutation(ids.length, randomSource(seed, path)).subarray(0, most);
  return order.map((place) => ids[place] ?? -1).sort();
}

const idsOf = (rows: unknown[][]): Int32Array =>
  Int32Array.from(new Set(rows.map(([id]) => Number(id)))).sort();

/** Items that a person has labelled, even if they took it back. */
const answeredBy = (db: Db, projectId: number): Int32Array =>
  idsOf(
    db.values(sql`
      select answer.itemId from raters cross join judgments answer indexed by judgments_rater
        on answer.raterId = raters.id
      where raters.projectId = ${projectId} and raters.source = 'person' and answer.label is not null`),
  );

/** In the order of the index that knows of gold. */
const itemsWithGold = (db: Db, projectId: number): Int32Array =>
  idsOf(
    db.values(sql`
      select id from items indexed by items_split where projectId = ${projectId} and gold is not null and goldFrom is null`),
  );

const trainingItems = (db: Db, projectId: number): Int32Array =>
  idsOf(
    db.values(
      sql`select id from items indexed by items_split where projectId = ${projectId} and split = 'train'`,
    ),
  );
