import { setTimeout as sleep } from "node:timers/promises";
import { dir } from "./database.ts";
import { tell } from "./live.ts";
import { log } from "./log.ts";
import { atMostEvery } from "./views/at-most-every.ts";
import { type Lane, openLane } from "./views/lane.ts";
import {
  type Answers,
  type Details,
  galleryItems,
  type ItemsPage,
  type LaneName,
  lanes,
  type Versioned,
} from "./views/questions.ts";
import type { TeamForecast } from "#db/views/forecast.ts";
import type { LabelSource } from "#db/machines/label-sources.ts";
import type { TrainingSize } from "#db/machines/start-run.ts";
import type { QueueChange } from "#db/views/queue-change.ts";
import type { DisputePlace, Disputes } from "#db/views/disputes.ts";
import type { PersonView } from "#db/views/person.ts";
import type { Counted } from "#db/views/items/gallery.ts";
import type { Neighbours } from "#db/views/items/neighbours.ts";
import type { TeamView } from "#db/views/team.ts";
import type { SplitCount } from "#db/dataset/projects.ts";
import type { Result } from "#lib/domain.ts";
import type { MachineComparison } from "#lib/teaming/compare-machines.ts";
import type { ItemPlace } from "#lib/items/place.ts";
import type { ManyCompared } from "#lib/teaming/compare-many.ts";
import type { Block, Section } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";

/*
 * What pages show of whole projects, computed by threads beside the web process's own (views/thread.ts):
 * once for all who look, at most once a second, and never longer than a fifth of a processor each.
 */

type Ask = (patience: number) => Promise<Versioned<unknown>>;

declare global {
  /** As in database.ts: one set of threads, whoever asks and however often the code is loaded again. */
  var tandemViews: Shared | undefined;
}
type Shared = { lanes: Partial<Record<LaneName, Lane>>; asks: Map<string, Ask> };

const everyMs = 1000;
const rest = 4;
const idleMs = 10 * 60_000;
/** Answers kept in the web process: settings of the study make many. */
const mostKept = 200;

const shared = (): Shared => (globalThis.tandemViews ??= { lanes: {}, asks: new Map() });

const laneNames: readonly LaneName[] = ["team", "study", "plans", "gallery", "counts"];

function laneFor(kind: keyof Answers): Lane {
  const open = shared().lanes;
  const name = laneNames.find((each) => lanes[each].some((own) => own === kind)) ?? "study";
  return (open[name] ??= openLane({
    database: dir().database,
    idleMs,
    report: (error) => log.error({ err: error, lane: name }, "a thread for views died"),
  }));
}

/** Questions whose answers are kept for the next who asks. */
type Kept = {
  [Kind in keyof Answers]: Answers[Kind] extends Versioned<unknown> ? Kind : never;
}[keyof Answers];

/**
 * @param patience how long to wait for an answer computed from now on, ms; without one in time the last
 *   one is given, and the project's live pages are told when it is out of date
 */
async function ask<Kind extends Kept>(
  kind: Kind,
  project: number,
  details: Details[Kind],
  patience: number,
): Promise<Answers[Kind]> {
  const { asks } = shared();
  const key = JSON.stringify([kind, project, details]);
  const known = asks.get(key);
  const ask =
    known ??
    atMostEvery<unknown>({
      everyMs,
      rest,
      compute: () => laneFor(kind).ask(kind, project, details),
      renewed: () => tell(project, "views"),
      clock: { now: () => performance.now(), sleep: (ms) => sleep(ms) },
    });
  asks.delete(key);
  asks.set(key, ask);
  for (const oldest of asks.keys()) {
    if (asks.size <= mostKept) break;
    asks.delete(oldest);
  }
  // The key names the kind, so what was kept under it is of this kind.
  return (await ask(patience)) as Answers[Kind];
}

/** A page that is renewed by itself may begin with old numbers. */
const aMomentMs = 300;
/** Whoever asks because there is news wants them. */
const forNewsMs = 1500;
/** What is decided by must be of now, as far as seconds allow. */
const forPlansMs = 10_000;

/** The watch page's numbers as JSON, for all who watch. */
export const teamJson = (projectId: number): Promise<Versioned<string>> =>
  ask("team", projectId, {}, forNewsMs);

/** @param renewed whether the page asks again by itself */
export async function teamOf(projectId: number, { renewed }: { renewed: boolean }): Promise<TeamView> {
  const { value } = await ask("team", projectId, {}, renewed ? aMomentMs : forNewsMs);
  return JSON.parse(value) as TeamView; // the thread's own text
}

/** What asking on is expected to bring. */
export const forecastOf = async (projectId: number): Promise<TeamForecast | null> =>
  (await ask("forecast", projectId, {}, forNewsMs)).value;

/** A run beside another, on the same items. */
export const comparisonOf = async (
  projectId: number,
  run: number,
  against: number,
): Promise<MachineComparison> => (await ask("comparison", projectId, { run, against }, aMomentMs)).value;

/** Several runs on the same items with gold, the first beside each of the others. */
export const manyOf = async (projectId: number, runs: readonly number[]): Promise<ManyCompared> =>
  (await ask("many", projectId, { runs }, forPlansMs)).value;

/** What becomes of the queue when a run routes in place of the active one. */
export const queueChangeOf = async (projectId: number, run: number): Promise<QueueChange> =>
  (await ask("queueChange", projectId, { run }, forPlansMs)).value;

export const splitsOf = async (projectId: number): Promise<SplitCount[]> =>
  (await ask("splits", projectId, {}, aMomentMs)).value;

/** Routed items by confidence; see deferredByEta of db/labelling/routes.ts. */
export const confidencesOf = async (projectId: number): Promise<number[]> =>
  (await ask("confidences", projectId, {}, forNewsMs)).value;

/** Bytes of a project's pictures. */
export const pictureBytesOf = async (projectId: number): Promise<number> =>
  (await ask("pictureBytes", projectId, {}, aMomentMs)).value;

/** A section of the study as it stands, or as it stood a moment ago. */
export async function blocksOf(
  projectId: number,
  section: Section,
  settings: StudySettings,
): Promise<Block[]> {
  // only what the section reads: another value of another setting changes nothing
  const read = Object.fromEntries(section.settings.map((name) => [name, settings[name]]));
  return (await ask("section", projectId, { section: section.id, settings: read }, forNewsMs)).value;
}

export const studyRaters = async (projectId: number): Promise<{ id: string; name: string }[]> =>
  (await ask("raters", projectId, {}, aMomentMs)).value;

/** A person's work; what was just set aside is in it. */
export const personOf = async (projectId: number, rater: number): Promise<PersonView | null> =>
  (await ask("person", projectId, { rater }, forNewsMs)).value;

/** Always computed anew: who decides sees what there is to decide now. @param after place of the last one seen */
export const disputesOf = async (
  projectId: number,
  most: number,
  after: DisputePlace | null = null,
): Promise<Disputes> => (await laneFor("disputes").ask("disputes", projectId, { most, after })).value;

/** A page of the gallery, as things stand. @param search a filter and an order; @param after the last item of the page before */
export const itemsOf = (
  projectId: number,
  search: string,
  after: ItemPlace | null,
  size = galleryItems,
): Promise<ItemsPage> => laneFor("items").ask("items", projectId, { search, after, size });

/** How many items fit a filter: counted one by one, so it may take seconds. */
export const itemCountOf = async (projectId: number, search: string): Promise<Counted> =>
  (await ask("itemCount", projectId, { search }, forNewsMs)).value;

/** All that is known of an item, and the ones beside it in a filter's order; null where there is none. */
export const itemOf = (projectId: number, item: number, search: string): Promise<Answers["item"]> =>
  laneFor("item").ask("item", projectId, { item, search });

/** The pictures most like an item's, by frozen features. */
export const neighboursOf = (projectId: number, item: number): Promise<Neighbours | null> =>
  laneFor("neighbours").ask("neighbours", projectId, { item });

/** The same sizes for a form that asks at every change: as they stood a moment ago will do. */
export const plannedSizesOf = async (
  projectId: number,
  sources: LabelSource[],
  options: Record<string, unknown>,
): Promise<Result<TrainingSize[]>> =>
  (await ask("trainings", projectId, { sources, options }, forPlansMs)).value;

/** How much trainings would learn from and predict; a sentence where there is too little. */
export const sizesOf = async (
  projectId: number,
  sources: LabelSource[],
  options: Record<string, unknown>,
): Promise<Result<TrainingSize[]>> =>
  (await laneFor("trainings").ask("trainings", projectId, { sources, options })).value;
