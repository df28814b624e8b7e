import type { ItemFilter, Range, Said } from "#lib/items/filter.ts";
import type { RootDb } from "#db/client.ts";
import type { Project } from "#db/schema.ts";
import { numberIn } from "#db/views/items/answers.ts";
import { runOf, timesOf } from "#db/views/items/conditions.ts";

/*
 * Filters that leave few items: those are found by an index of their own, instead of walking past all the others.
 */

/** More items than these are walked. */
export const fewItems = 4000;

/** Parts that are tried: each that leaves many has cost a look at `fewItems` of them. */
const mostTried = 6;

type Lookup = { sql: string; values: (number | string)[] };

const lookup = (sql: string, ...values: (number | string)[]): Lookup => ({ sql, values });

/**
 * The items that one part of the filter leaves, where they are few; the other parts have yet to be looked at.
 * @returns ids, each once; null where every part that is tried leaves more than `fewItems`, or none has an index
 */
export function fewOf(db: RootDb, project: Project, filter: ItemFilter): number[] | null {
  for (const { sql, values } of lookups(project, filter).slice(0, mostTried)) {
    const found = db.$client
      .prepare<(number | string)[], number>(`${sql} limit ?`)
      .pluck()
      .all(...values, fewItems + 1);
    if (found.length <= fewItems) return [...new Set(found)];
  }
  return null;
}

function lookups(project: Project, filter: ItemFilter): Lookup[] {
  const { id, routesGeneration } = project;
  const { by, pair, took, stretch, confidence, score, differ, asked, tag, aside } = filter;
  const times = timesOf(filter);
  const all: Lookup[] = [];
  if (stretch)
    all.push(
      lookup(
        "select itemId from judgments indexed by judgments_rater where raterId = ? and id between ? and ?",
        ...[numberIn(stretch.rater), stretch.from, stretch.to],
      ),
    );
  if (tag !== null)
    all.push(
      lookup(
        `select item_tags.itemId from tags join item_tags on item_tags.tagId = tags.id
         where tags.projectId = ? and tags.name = ?`,
        id,
        tag,
      ),
    );
  if (aside === "only")
    all.push(lookup("select id from items indexed by items_aside where projectId = ? and aside = 1", id));
  for (const said of filter.said) all.push(...bySaid(id, said));
  const answering = [
    ...(took ? [took.rater] : []),
    ...(pair ? [pair.one, pair.other] : []),
    ...(by && by.low >= by.raters.length ? by.raters : []),
  ];
  for (const rater of answering) all.push(...bySaid(id, { rater, answer: "any" }));
  if (times)
    all.push(
      lookup(
        `select itemId from judgments indexed by judgments_answered
         where projectId = ? and leaseId is not null and receivedAt >= ? and receivedAt < ?`,
        id,
        times.from,
        times.to,
      ),
    );
  if (differ === "yes")
    all.push(
      lookup(
        "select id from items indexed by items_disagreement where projectId = ? and disagreement > 0",
        id,
      ),
    );
  if (confidence) all.push(byConfidence(runOf(project, filter), confidence));
  if (score)
    all.push(
      lookup(
        "select itemId from routes indexed by routes_score where projectId = ? and generation = ? and score between ? and ?",
        id,
        routesGeneration,
        score.low,
        score.high,
      ),
    );
  if (asked === "answered")
    all.push(
      lookup(
        "select itemId from judgments indexed by judgments_answered where projectId = ? and leaseId is not null",
        id,
      ),
    );
  return all;
}

const byConfidence = (run: number, { low, high }: Range): Lookup =>
  lookup(
    `select itemId from predictions indexed by predictions_order
     where runId = ? and case when confidence is null then -1 else confidence end between ? and ?`,
    run,
    low,
    high,
  );

/** A person has answered few items; a column, nearly all of them. */
function bySaid(projectId: number, { rater, answer }: Said): Lookup[] {
  if (answer === "none") return [];
  if (rater === "gold")
    return typeof answer === "number"
      ? [
          lookup(
            `select id from items indexed by items_split
             where projectId = ? and (split = 'train' or split = 'test' or split is null) and gold = ?`,
            projectId,
            answer,
          ),
        ]
      : [];
  const own = "select itemId from judgments indexed by judgments_rater where raterId = ?";
  const checked = `select itemId from checks indexed by checks_user
    where userId = (select userId from raters where id = ?) and projectId = ?`;
  const nth = numberIn(rater);
  if (/^(person|column)-/.test(rater)) return [lookup(own, nth)];
  if (rater.startsWith("checks-")) return [lookup(checked, nth, projectId)];
  return rater.startsWith("work-") ? [lookup(`${own} union all ${checked}`, nth, nth, projectId)] : [];
}
