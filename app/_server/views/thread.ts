/**
 * A thread of the web process that computes views: plain Node, no Next. It reads the database by a
 * connection of its own and keeps what it has read; it writes nothing.
 */
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { type Answers, order, type Question, type Reply } from "./questions.ts";
import { openReader } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { findProjectById, splitCounts } from "#db/dataset/projects.ts";
import { deferredByEta } from "#db/labelling/routes.ts";
import { answersIn, type TeamForecast, teamForecast } from "#db/views/forecast.ts";
import { compareMachines } from "#db/machines/compare.ts";
import { compareMany } from "#db/machines/compare-many.ts";
import { findRun } from "#db/machines/runs.ts";
import { sizesOfTrainings } from "#db/machines/start-run.ts";
import type { Project } from "#db/schema.ts";
import { newestJudgment } from "#db/teaming/answers.ts";
import { baseOf } from "#db/views/load.ts";
import { disputes } from "#db/views/disputes.ts";
import { personView } from "#db/views/person.ts";
import { runOf } from "#db/views/items/conditions.ts";
import { countItems, findItems, itemsAround } from "#db/views/items/gallery.ts";
import { itemView } from "#db/views/items/item.ts";
import { neighboursOf } from "#db/views/items/neighbours.ts";
import { tilesOf } from "#db/views/items/tiles.ts";
import { perProject } from "#db/views/per-project.ts";
import { queueChange } from "#db/views/queue-change.ts";
import { pictureBytes } from "#db/views/storage.ts";
import { loadStudy, studyBlocks, studyRaters } from "#db/views/study.ts";
import { teamView } from "#db/views/team.ts";
import { Expected } from "#lib/expected.ts";
import type { MachineComparison } from "#lib/teaming/compare-machines.ts";
import { readBrowse } from "#lib/items/filter.ts";
import { sections } from "#lib/study/index.ts";

const { database } = z.object({ database: z.string() }).parse(workerData);
const { db } = openReader(database);
/** Revisions are counted from the start of a thread. */
const started = Date.now().toString(36);

const dir = dataDir(dirname(database));
const now = () => performance.now();

/** How long the thread looks for a page of the gallery, ms: what it has found by then is shown. */
const pageMs = 40;
/** The same for all that fit a filter, for the items beside one, and for those that look like it. */
const countMs = 8000;
const aroundMs = 400;
const alikeMs = 5000;
const mostAlike = 12;

const digest = (text: string): string => createHash("sha256").update(text).digest("base64url").slice(0, 22);
const versioned = <Value>(value: Value) => ({ version: digest(JSON.stringify(value)), value });
const revisionOf = (project: Project) => `${started}.${loadStudy(db, project).revision}`;

const confidences = perProject<{ of: string; counts: number[] }>(() => 1, 1000);

/** Answers of people change no confidence, so the million is counted only when there are new routes. */
function countsByEta(project: Project): number[] {
  const kept = confidences(db);
  const of = String(project.routesGeneration);
  const before = kept.get(project.id);
  if (before?.of === of) return before.counts;
  const counts = deferredByEta(db, project.id);
  kept.set(project.id, { of, counts });
  return counts;
}

const forecasts = perProject<{ of: string; forecast: TeamForecast | null }>(() => 1, 1000);

/** Reckoned anew for another team, and once there are a tenth more answers: it takes about a second. */
function forecastFor(project: Project): TeamForecast | null {
  const kept = forecasts(db);
  const before = kept.get(project.id);
  const { routesGeneration, overlap } = project;
  const growth = Math.floor(Math.log(1 + answersIn(db, project.id)) / Math.log(1.1));
  const of = [routesGeneration, overlap, growth].join("/");
  if (before?.of === of) return before.forecast;
  const forecast = teamForecast(db, project);
  kept.set(project.id, { of, forecast });
  return forecast;
}

type Compared = Map<string, { of: string; comparison: MachineComparison }>;
const comparisons = perProject<Compared>((known) => known.size, 10_000);

/** Gold changes with an import, and answers with every judgment: a comparison stands until its basis moves. */
function comparisonOf(project: Project, run: number, against: number): MachineComparison {
  const known: Compared = comparisons(db).get(project.id) ?? new Map<never, never>();
  comparisons(db).set(project.id, known);
  const gold = baseOf(db, project.id).base;
  const basis = { gold, answers: [gold, newestJudgment(db, project.id)].join("/") };
  const key = [run, against].join("/");
  const kept = known.get(key);
  if (kept && kept.of === basis[kept.comparison.basis]) return kept.comparison;
  const comparison = compareMachines(db, project, run, against);
  known.set(key, { of: basis[comparison.basis], comparison });
  return comparison;
}

/** A run that can route, asked for by its number. */
function finishedRun(project: Project, id: number): number {
  const run = findRun(db, id);
  if (run?.projectId !== project.id || run.state !== "finished")
    throw new Expected("This project has no such finished run.");
  return id;
}

async function answerTo(asked: Question): Promise<Answers[keyof Answers]> {
  const project = findProjectById(db, asked.project);
  if (!project) throw new Expected("There is no such project.");
  switch (asked.kind) {
    case "team": {
      const json = JSON.stringify(teamView(db, project));
      return { version: digest(json), value: json };
    }
    case "forecast":
      return versioned(forecastFor(project));
    case "splits":
      return versioned(splitCounts(db, project.id));
    case "confidences":
      return versioned(countsByEta(project));
    case "pictureBytes":
      return versioned(pictureBytes(db, project.id));
    case "section": {
      const section = sections.find(({ id }) => id === asked.section);
      if (!section) throw new Expected("The study has no such section.");
      const version = revisionOf(project);
      return { version, value: await studyBlocks(db, project, section, asked.settings) };
    }
    case "raters":
      return versioned(await studyRaters(db, project));
    case "person":
      return versioned(personView(db, project, asked.rater));
    case "disputes":
      return versioned(disputes(db, project, asked.most, asked.after));
    case "items": {
      const browse = readBrowse(asked.search);
      const { ids, next } = findItems(db, project, browse, {
        ...{ after: asked.after, size: asked.size, patience: { ms: pageMs, now } },
      });
      return { tiles: tilesOf(db, project, ids, runOf(project, browse.filter)), next };
    }
    case "itemCount":
      return versioned(countItems(db, project, readBrowse(asked.search), { ms: countMs, now }));
    case "item": {
      const view = itemView(db, project, asked.item);
      const browse = readBrowse(asked.search);
      return view && { ...view, around: itemsAround(db, project, browse, view.id, { ms: aroundMs, now }) };
    }
    case "neighbours": {
      const item = itemView(db, project, asked.item);
      return item && neighboursOf(db, dir, project, item, mostAlike, { ms: alikeMs, now });
    }
    case "comparison": {
      const [run, against] = [asked.run, asked.against].map((id) => finishedRun(project, id));
      return versioned(comparisonOf(project, run ?? -1, against ?? -1));
    }
    case "many":
      return versioned(
        compareMany(
          db,
          project,
          asked.runs.map((id) => finishedRun(project, id)),
        ),
      );
    case "queueChange":
      return versioned(queueChange(db, project, finishedRun(project, asked.run)));
    case "trainings":
      return versioned(sizesOfTrainings(db, project.id, asked.sources, asked.options));
  }
}

async function replyTo(raw: unknown): Promise<Reply> {
  const { id, question } = order.parse(raw);
  try {
    return { id, ok: true, answer: await answerTo(question) };
  } catch (error) {
    const expected = error instanceof Expected;
    const message = error instanceof Error ? (!expected && error.stack) || error.message : String(error);
    return { id, ok: false, expected, message };
  }
}

// One after the other: two at once would only take turns, and hold twice the memory.
let last: Promise<unknown> = Promise.resolve();
parentPort?.on("message", (raw) => {
  last = last.then(async () => parentPort?.postMessage(await replyTo(raw)));
});
