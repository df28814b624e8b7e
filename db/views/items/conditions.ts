import type { ItemFilter, Said, Sort } from "#lib/items/filter.ts";
import { etaInForce } from "#db/labelling/no-machine.ts";
import type { Project } from "#db/schema.ts";

/*
 * A filter as SQL about one row of `items`: every condition looks its item up by an index, so what a question costs
 * is the number of items that it looks at, whatever is combined.
 */

export type Condition = { sql: string; values: (string | number)[] };

type Of = Pick<Project, "id" | "activeRunId" | "routesGeneration" | "eta" | "auditRate" | "policy">;

const condition = (sql: string, ...values: (string | number)[]): Condition => ({ sql, values });

/** Whose answers only code knows: see predicates.ts. */
export const isReckoned = ({ rater }: Said): boolean => /^(team|aggregate|people)$/.test(rater);

/** The number in "person-7". */
export const numberIn = (rater: string): number => Number(rater.slice(rater.indexOf("-") + 1));

/** The run whose confidence a filter means; −1 where there is none. */
export const runOf = (project: Pick<Project, "activeRunId">, { run }: ItemFilter): number =>
  run ?? project.activeRunId ?? -1;

/** Milliseconds of a day's beginning in UTC, and of the next one's. */
export const dayFrom = (day: string): number => Date.parse(`${day}T00:00:00Z`);
export const dayTo = (day: string): number => dayFrom(day) + 86_400_000;

/** From when to when, ms; the end is not part of it. */
export const timesOf = ({ since, until }: ItemFilter): { from: number; to: number } | null =>
  since === null && until === null
    ? null
    : {
        from: since === null ? 0 : dayFrom(since),
        to: until === null ? Number.MAX_SAFE_INTEGER : dayTo(until),
      };

/** All that has to hold of an item, but for answers that only code knows. @param sort lists only items that have what it sorts by */
export function conditionsOf(project: Of, filter: ItemFilter, sort: Sort): Condition[] {
  const all = [condition("items.projectId = ?", project.id)];
  for (const each of filter.said) if (!isReckoned(each)) all.push(saidBy(each));
  const run = runOf(project, filter);
  const { confidence, score, differ, asked, split, name, tag, aside } = filter;
  if (aside !== "too") all.push(condition(`items.aside = ${aside === "only" ? 1 : 0}`));
  if (tag !== null)
    all.push(
      condition(
        `exists (select 1 from tags join item_tags on item_tags.tagId = tags.id and item_tags.itemId = items.id
          where tags.projectId = ? and tags.name = ?)`,
        project.id,
        tag,
      ),
    );
  if (confidence)
    all.push(
      condition(
        `exists (select 1 from predictions where predictions.runId = ? and predictions.itemId = items.id
          and predictions.confidence between ? and ?)`,
        run,
        confidence.low,
        confidence.high,
      ),
    );
  if (score) all.push(routed(project, "routes.score between ? and ?", score.low, score.high));
  if (differ) all.push(condition(differ === "yes" ? "items.disagreement > 0" : "items.disagreement = 0"));
  if (asked) all.push(askedIs(project, asked));
  if (split)
    all.push(split === "none" ? condition("items.split is null") : condition("items.split = ?", split));
  const times = timesOf(filter);
  if (times)
    all.push(
      condition(
        `exists (select 1 from current_judgments answer where answer.itemId = items.id
          and answer.leaseId is not null and answer.receivedAt >= ? and answer.receivedAt < ?)`,
        times.from,
        times.to,
      ),
    );
  if (name !== null) all.push(condition("instr(lower(items.name), lower(?)) > 0", name));
  const has = sortedBy(project, run, sort);
  if (has) all.push(has);
  return all;
}

function sortedBy(project: Of, run: number, sort: Sort): Condition | null {
  switch (sort) {
    case "order":
    case "name":
      return null;
    case "confidence":
      return condition(
        "exists (select 1 from predictions where predictions.runId = ? and predictions.itemId = items.id)",
        run,
      );
    case "score":
      return routed(project, "1");
    case "disagreement":
      return condition("items.disagreement > 0");
    case "last":
      return answeredHere;
  }
}

/** A person's answer, given on the annotation page, stands. */
const answeredHere = condition(
  "exists (select 1 from current_judgments answer where answer.itemId = items.id and answer.leaseId is not null)",
);

/** Its row of the routes in force. */
const routed = ({ routesGeneration }: Of, sql: string, ...values: number[]): Condition =>
  condition(
    `exists (select 1 from routes where routes.itemId = items.id and routes.generation = ? and ${sql})`,
    routesGeneration,
    ...values,
  );

function askedIs(project: Of, asked: NonNullable<ItemFilter["asked"]>): Condition {
  const eta = etaInForce(project);
  switch (asked) {
    case "answered":
      return answeredHere;
    case "waiting":
      // as streamOf of db/labelling/tally.ts, held ones included
      return routed(
        project,
        `routes.answers < routes.overlap and (routes.answers < routes.wanted
          or routes.score <= ? or (routes.answers < routes.together and routes.draw < ?))`,
        eta,
        project.auditRate,
      );
    case "kept":
      return routed(
        project,
        "routes.answers = 0 and routes.wanted = 0 and routes.score > ? and routes.draw >= ?",
        eta,
        project.auditRate,
      );
    case "unrouted":
      return condition(
        "not exists (select 1 from routes where routes.itemId = items.id and routes.generation = ?)",
        project.routesGeneration,
      );
  }
}

function saidBy({ rater, answer }: Said): Condition {
  if (rater === "gold") return goldIs(answer);
  const id = numberIn(rater);
  const of = rater.startsWith("run-")
    ? "predictions said where said.runId = ? and said.itemId = items.id and said.top"
    : "current_judgments said where said.raterId = ? and said.itemId = items.id and said.label";
  if (typeof answer === "number") return condition(`exists (select 1 from ${of} = ?)`, id, answer);
  switch (answer) {
    case "any":
      return condition(`exists (select 1 from ${of} is not null)`, id);
    case "none":
      return condition(`not exists (select 1 from ${of} is not null)`, id);
    case "right":
      return condition(`exists (select 1 from ${of} = items.gold)`, id);
    case "wrong":
      return condition(`exists (select 1 from ${of} <> items.gold)`, id);
    case "unsure":
      return condition(`exists (select 1 from ${of} is null)`, id);
  }
}

function goldIs(answer: Said["answer"]): Condition {
  if (typeof answer === "number") return condition("items.gold = ?", answer);
  // gold is always right; it is never wrong or unsure
  if (answer === "any" || answer === "right") return condition("items.gold is not null");
  return answer === "none" ? condition("items.gold is null") : condition("0");
}
