import { eq } from "drizzle-orm";
import { argmax } from "#lib/stats/argmax.ts";
import type { Answer } from "#lib/teaming/team-data.ts";
import { read, type RootDb } from "#db/client.ts";
import { eachCount, hasCounts } from "#db/dataset/label-counts.ts";
import { reviewRater } from "#db/labelling/review.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { type LearntFrom, raters } from "#db/schema.ts";
import { newestJudgment } from "#db/teaming/answers.ts";
import { liveTeam } from "#db/teaming/live-team.ts";
import { voicesOf } from "#db/teaming/team-data.ts";

/** What the team teaches its next machine. */
export type TeamLabels = {
  /** rows of the images [n], ascending */
  ordinals: Int32Array;
  /** the likeliest class [n] */
  labels: Int32Array;
  /** the belief [n × classes], rows summing to 1 */
  shares: Float32Array;
  /** newest judgment that is in them, and people's answers among them */
  cursor: number;
  answers: number;
  learntFrom: LearntFrom;
};

type Row = [itemId: number, ordinal: number, rater: number, label: number];

/** Ordinals that are read at once. */
const atOnce = 10_000;

/**
 * The belief of the policy in force over the items that people have a say in. The machine is in it with what it
 * says of items that it did not learn from (a run's output holds nothing else), weighed by parameters that were
 * fitted without the item. An item on which it alone has spoken teaches nothing: the next machine would learn
 * this one's opinion. Items that nobody has answered here keep their imported labels, as shares of the votes.
 * @param everySplit cross-fitting learns from labelled items of any split, else only the training split
 */
export function teamLabels(db: RootDb, projectId: number, everySplit: boolean): TeamLabels {
  // As of one moment: people go on answering.
  return read(db, () => {
    const project = findProjectById(db, projectId);
    if (!project) throw new Error(`project ${projectId} does not exist`);
    const { eta, policy, activeRunId: runId, activeFitId: fitId } = project;
    const K = project.classes.length;
    const { teamOf, machine } = liveTeam(db, project, 64e6);
    const voices = singleVoices(db, projectId);
    const columns = { ordinals: [] as number[], labels: [] as number[], shares: [] as Float64Array[] };
    const learntFrom: LearntFrom = { policy, runId, fitId, answered: 0, imported: 0 };
    const votes = importedVotes(db, projectId, voices, K);
    let answers = 0;

    const reviewer = reviewRater(db, projectId)?.id;
    function take(itemId: number, ordinal: number, given: readonly Answer[]): void {
      const own = given.filter(({ rater }) => voices.get(rater) === "own");
      const seen = { machine: machine(itemId), answers: own, eta };
      const team = teamOf(itemId);
      answers += own.length;
      const decided = given.find(({ rater }) => rater === reviewer);
      const heard = own.length > 0 && ["people", "both"].includes(team.source(seen));
      const others = own.length > 0 ? [] : given.filter(({ rater }) => voices.get(rater) === "imported");
      if (!decided && !heard && others.length === 0) return;
      // what a review decided is known
      const belief = decided
        ? Float64Array.from({ length: K }, (_, label) => Number(label === decided.label))
        : heard
          ? team.belief(seen)
          : votes(ordinal, others);
      learntFrom[heard || decided ? "answered" : "imported"]++;
      columns.ordinals.push(ordinal);
      columns.labels.push(argmax(belief));
      columns.shares.push(belief);
    }

    for (const { itemId, ordinal, given } of answeredItems(db, projectId, everySplit))
      take(itemId, ordinal, given);
    const shares = new Float32Array(columns.shares.length * K);
    columns.shares.forEach((row, place) => shares.set(row, place * K));
    return {
      ordinals: Int32Array.from(columns.ordinals),
      labels: Int32Array.from(columns.labels),
      shares,
      cursor: newestJudgment(db, projectId),
      answers,
      learntFrom,
    };
  });
}

/** Raters who speak for people, each vote once: of a crowd its workers, where they are known. */
function singleVoices(db: RootDb, projectId: number): Map<number, "own" | "imported"> {
  const voices = voicesOf(db, projectId);
  for (const { crowdId } of db.select().from(raters).where(eq(raters.projectId, projectId)).all())
    if (crowdId !== null) voices.delete(crowdId);
  return voices;
}

/** The mean over voices of an item: a vote, or the shares of the answers that a column's counts keep. By ascending ordinal. */
function importedVotes(
  db: RootDb,
  projectId: number,
  voices: ReadonlyMap<number, "own" | "imported">,
  classes: number,
): (ordinal: number, given: readonly Answer[]) => Float64Array {
  const counted = new Map(
    [...voices.keys()]
      .filter((rater) => hasCounts(db, rater))
      .map((rater) => {
        const all = eachCount(db, projectId, rater);
        return [rater, { all, next: all.next() }];
      }),
  );
  function countsOf(rater: number, ordinal: number): Float32Array | null {
    const column = counted.get(rater);
    if (!column) return null;
    while (!column.next.done && column.next.value.ordinal < ordinal) column.next = column.all.next();
    return !column.next.done && column.next.value.ordinal === ordinal ? column.next.value.counts : null;
  }
  return (ordinal, given) => {
    const shares = new Float64Array(classes);
    for (const { rater, label } of given) {
      const counts = countsOf(rater, ordinal);
      const total = counts?.reduce((sum, count) => sum + count, 0) ?? 1;
      for (let k = 0; k < classes; k++)
        shares[k] =
          (shares[k] ?? NaN) + (counts ? (counts[k] ?? 0) / total : Number(k === label)) / given.length;
    }
    return shares;
  };
}

/** Items with labels that stand, in the order of their ordinals, the labels in the order in which they came. */
function* answeredItems(db: RootDb, projectId: number, everySplit: boolean) {
  const page = db.$client
    .prepare<[number, number, number], Row>(
      `select items.id, items.ordinal, answer.raterId, answer.label
       from items join current_judgments answer on answer.itemId = items.id
       where items.projectId = ? and items.ordinal >= ? and items.ordinal < ? and answer.label is not null
         and items.aside = 0
         ${everySplit ? "" : "and items.split = 'train'"}
       order by items.ordinal, answer.id`,
    )
    .raw();
  const last = db.$client
    .prepare<[number], number | null>("select max(ordinal) from items where projectId = ?")
    .pluck()
    .get(projectId);
  for (let from = 0; from <= (last ?? -1); from += atOnce) {
    const found = new Map<number, { itemId: number; ordinal: number; given: Answer[] }>();
    for (const [itemId, ordinal, rater, label] of page.all(projectId, from, from + atOnce)) {
      const item = found.get(itemId);
      if (item) item.given.push({ rater, label });
      else found.set(itemId, { itemId, ordinal, given: [{ rater, label }] });
    }
    yield* found.values();
  }
}
