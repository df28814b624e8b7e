import {
  type By,
  type ItemFilter,
  type Pair,
  type Said,
  type Sort,
  type Stretch,
  type Took,
} from "#lib/items/filter.ts";
import { dayOn } from "#lib/timing/day.ts";
import { etaInForce } from "#db/labelling/no-machine.ts";
import type { Project } from "#db/schema.ts";
import { isReckoned, type Source, sourcesOf, trustedTime } from "#db/views/items/answers.ts";

/*
 * A filter as SQL about one row of `items`: every condition looks its item up by an index, so what a question costs
 * is the number of items that it looks at, whatever is combined.
 */

export type Condition = { sql: string; values: (string | number)[] };

type Of = Pick<Project, "id" | "activeRunId" | "routesGeneration" | "eta" | "auditRate" | "policy">;

const condition = (sql: string, ...values: (string | number)[]): Condition => ({ sql, values });

/** The run whose confidence a filter means; −1 where there is none. */
export const runOf = (project: Pick<Project, "activeRunId">, { run }: ItemFilter): number =>
  run ?? project.activeRunId ?? -1;

/** From when to when, ms; the end is not part of it. */
export const timesOf = ({ since, until, zone }: ItemFilter): { from: number; to: number } | null =>
  since === null && until === null
    ? null
    : {
        from: since === null ? 0 : dayOn(zone ?? "UTC", since).start,
        to: until === null ? Number.MAX_SAFE_INTEGER : dayOn(zone ?? "UTC", until).end,
      };

/** All that has to hold of an item, but for answers that only code knows. @param sort lists only items that have what it sorts by */
export function conditionsOf(project: Of, filter: ItemFilter, sort: Sort): Condition[] {
  const all = [condition("items.projectId = ?", project.id)];
  const { by, pair, took, stretch, answers, gold } = filter;
  for (const each of filter.said) if (!isReckoned(each.rater)) all.push(saidBy(each, answers));
  if (by && !by.raters.some(isReckoned)) all.push(byMany(by, answers));
  if (pair && !isReckoned(pair.one) && !isReckoned(pair.other)) all.push(pairIs(pair, answers));
  if (took) all.push(tookLong(took, answers));
  if (stretch) all.push(within(stretch, answers));
  if (gold)
    all.push(
      condition(`items.gold is not null and items.goldFrom is ${gold === "data" ? "null" : "not null"}`),
    );
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

/** Somewhere in what a rater said there is such an answer. @param is about `label`, the column with the class */
function exists(
  sources: readonly Source[],
  is: (label: string) => string,
  ...asked: (string | number)[]
): Condition {
  const each = sources.map(({ from, label }) => `exists (select 1 from ${from} and ${is(label)})`);
  return condition(`(${each.join(" or ")})`, ...sources.flatMap(({ values }) => [...values, ...asked]));
}

function saidBy({ rater, answer }: Said, answers: ItemFilter["answers"]): Condition {
  if (rater === "gold") return goldIs(answer);
  const sources = sourcesOf(rater, answers);
  if (typeof answer === "number") return exists(sources, (label) => `${label} = ?`, answer);
  switch (answer) {
    case "any":
      return exists(sources, (label) => `${label} is not null`);
    case "given":
      return exists(sources, () => "1");
    case "none": {
      const { sql, values } = exists(sources, (label) => `${label} is not null`);
      return condition(`not ${sql}`, ...values);
    }
    case "right":
      return exists(sources, (label) => `${label} = items.gold`);
    case "wrong":
      return exists(sources, (label) => `${label} <> items.gold`);
    case "unsure":
      return exists(sources, (label) => `${label} is null`);
    case "agrees":
    case "differs":
      // the rest is for code to say
      return exists(sources, (label) => `${label} is not null`);
  }
}

function byMany({ raters, low, high }: By, answers: ItemFilter["answers"]): Condition {
  const each = raters.map((rater) => {
    const { sql, values } = saidBy({ rater, answer: "any" }, answers);
    return condition(`(${sql})`, ...values);
  });
  const values = each.flatMap((one) => one.values);
  if (low >= raters.length) return condition(each.map(({ sql }) => sql).join(" and "), ...values);
  if (high === 0) return condition(each.map(({ sql }) => `not ${sql}`).join(" and "), ...values);
  return condition(`(${each.map(({ sql }) => sql).join(" + ")}) between ? and ?`, ...values, low, high);
}

/** The class that a rater gave. */
function classBy(rater: string, answers: ItemFilter["answers"]): Condition {
  if (rater === "gold") return condition("items.gold");
  const [source] = sourcesOf(rater, answers);
  return source
    ? condition(`(select ${source.label} from ${source.from})`, ...source.values)
    : condition("null");
}

function pairIs({ one, other, relation }: Pair, answers: ItemFilter["answers"]): Condition {
  const [a, b] = [classBy(one, answers), classBy(other, answers)];
  const values = [...a.values, ...b.values];
  if (relation !== "either")
    return condition(`${a.sql} ${relation === "alike" ? "=" : "<>"} ${b.sql}`, ...values);
  const right = `(${a.sql} = items.gold or ${b.sql} = items.gold)`;
  return condition(`${a.sql} is not null and ${b.sql} is not null and ${right}`, ...values, ...values);
}

function tookLong({ rater, ms }: Took, answers: ItemFilter["answers"]): Condition {
  const sources = sourcesOf(rater, answers);
  if (ms === "doubtful") return exists(sources, () => `said.quality is not null and not ${trustedTime}`);
  if (ms === "grid")
    return exists(
      sources,
      () => `exists (select 1 from batches said_in where said_in.id = said.batchId
        and ${trustedTime.replace("said.", "said_in.")})`,
    );
  return exists(
    sources,
    (label) => `${label} is not null and ${trustedTime} and said.responseMs between ? and ?`,
    ...[ms.low, ms.high],
  );
}

const within = ({ rater, from, to }: Stretch, answers: ItemFilter["answers"]): Condition =>
  exists(sourcesOf(rater, answers), () => "said.id between ? and ?", from, to);

function goldIs(answer: Said["answer"]): Condition {
  if (typeof answer === "number") return condition("items.gold = ?", answer);
  // gold is always right; it is never wrong or unsure
  if (answer === "any" || answer === "given" || answer === "right")
    return condition("items.gold is not null");
  return answer === "none" ? condition("items.gold is null") : condition("0");
}
