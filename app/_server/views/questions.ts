import { z } from "zod";
import type { SplitCount } from "#db/dataset/projects.ts";
import type { TeamForecast } from "#db/views/forecast.ts";
import type { LabelSource } from "#db/machines/label-sources.ts";
import type { TrainingSize } from "#db/machines/start-run.ts";
import type { QueueChange } from "#db/views/queue-change.ts";
import { type DisputePlace, disputePlace, type Disputes } from "#db/views/disputes.ts";
import type { PersonView } from "#db/views/person.ts";
import type { Around, Counted } from "#db/views/items/gallery.ts";
import type { ItemView } from "#db/views/items/item.ts";
import type { Neighbours } from "#db/views/items/neighbours.ts";
import type { Tile } from "#db/views/items/tiles.ts";
import { pools, type Result } from "#lib/domain.ts";
import { type ItemPlace, itemPlace } from "#lib/items/place.ts";
import type { MachineComparison } from "#lib/teaming/compare-machines.ts";
import type { ManyCompared } from "#lib/teaming/compare-many.ts";
import type { Block } from "#lib/study/section.ts";
import { type StudySettings, studySettings } from "#lib/study/settings.ts";

/*
 * What the web process asks the threads that compute its views (thread.ts). Each question is about one
 * project; everything here can be copied from thread to thread.
 */

const project = z.int();

/** Items of a page of the gallery, and of the API, at most. */
export const galleryItems = 60;
export const mostItems = 500;

export const question = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("team"), project }),
  z.object({ kind: z.literal("forecast"), project }),
  z.object({ kind: z.literal("splits"), project }),
  z.object({ kind: z.literal("confidences"), project }),
  z.object({ kind: z.literal("pictureBytes"), project }),
  z.object({ kind: z.literal("section"), project, section: z.string(), settings: studySettings }),
  z.object({ kind: z.literal("raters"), project }),
  z.object({ kind: z.literal("person"), project, rater: z.int() }),
  z.object({
    ...{ kind: z.literal("disputes"), project, most: z.int().min(0).max(200) },
    after: disputePlace.nullable(),
  }),
  z.object({
    kind: z.literal("items"),
    project,
    search: z.string(),
    after: itemPlace.nullable(),
    size: z.int().min(1).max(mostItems),
  }),
  z.object({ kind: z.literal("itemCount"), project, search: z.string() }),
  z.object({ kind: z.literal("item"), project, item: z.int(), search: z.string() }),
  z.object({ kind: z.literal("neighbours"), project, item: z.int() }),
  z.object({ kind: z.literal("comparison"), project, run: z.int(), against: z.int() }),
  z.object({ kind: z.literal("many"), project, runs: z.array(z.int()) }),
  z.object({ kind: z.literal("queueChange"), project, run: z.int() }),
  z.object({
    kind: z.literal("trainings"),
    project,
    sources: z.array(z.object({ raterId: z.int(), pool: z.enum(pools).nullable() })),
    options: z.record(z.string(), z.unknown()),
  }),
]);
export type Question = z.output<typeof question>;

/** An answer, and what tells it from an older or newer one. */
export type Versioned<Value> = { version: string; value: Value };

export type Answers = {
  /** TeamView of db/views/team.ts as JSON: it goes out to many as it is */
  team: Versioned<string>;
  /** null: nothing is routed yet */
  forecast: Versioned<TeamForecast | null>;
  splits: Versioned<SplitCount[]>;
  /** deferredByEta of db/labelling/routes.ts */
  confidences: Versioned<number[]>;
  /** pictureBytes of db/views/storage.ts */
  pictureBytes: Versioned<number>;
  section: Versioned<Block[]>;
  raters: Versioned<{ id: string; name: string }[]>;
  /** null: nobody of that number labels there */
  person: Versioned<PersonView | null>;
  /** disputes of db/views/disputes.ts */
  disputes: Versioned<Disputes>;
  items: ItemsPage;
  itemCount: Versioned<Counted>;
  /** null: the project has no such item */
  item: (ItemView & { around: Around }) | null;
  /** null: no encoder has seen the item */
  neighbours: Neighbours | null;
  /** compareMachines of db/machines/compare.ts */
  comparison: Versioned<MachineComparison>;
  /** compareMany of db/machines/compare-many.ts */
  many: Versioned<ManyCompared>;
  queueChange: Versioned<QueueChange>;
  /** sizesOfTrainings of db/machines/start-run.ts */
  trainings: Versioned<Result<TrainingSize[]>>;
};

/** What stands in a question besides its kind and project. */
export type Details = {
  team: object;
  forecast: object;
  splits: object;
  confidences: object;
  pictureBytes: object;
  section: { section: string; settings: Partial<StudySettings> };
  raters: object;
  person: { rater: number };
  disputes: { most: number; after: DisputePlace | null };
  /** `search`: a filter and an order, as lib/items/filter.ts writes them */
  items: { search: string; after: ItemPlace | null; size: number };
  itemCount: { search: string };
  item: { item: number; search: string };
  neighbours: { item: number };
  comparison: { run: number; against: number };
  many: { runs: readonly number[] };
  queueChange: { run: number };
  trainings: { sources: LabelSource[]; options: Record<string, unknown> };
};

/** A page of the gallery. */
export type ItemsPage = { tiles: Tile[]; next: ItemPlace | null };

/** Sections of the study take seconds at a million items; the watch page must not wait behind them, nor they behind what a new run would change. */
export const lanes = {
  team: ["team", "person", "disputes", "splits", "confidences", "trainings"],
  study: ["section", "raters", "forecast"],
  plans: ["comparison", "many", "queueChange"],
  // a page of the gallery is a moment's work, and waits for nothing that takes seconds
  gallery: ["items", "item"],
  counts: ["itemCount", "neighbours", "pictureBytes"],
} as const satisfies Record<string, readonly (keyof Answers)[]>;
export type LaneName = keyof typeof lanes;

/** Web → thread. */
export const order = z.object({ id: z.int(), question });

/** Thread → web. `expected`: the message is a sentence for the person; else it is for the log. */
export const reply = z.discriminatedUnion("ok", [
  z.object({ id: z.int(), ok: z.literal(true), answer: z.unknown() }),
  z.object({ id: z.int(), ok: z.literal(false), expected: z.boolean(), message: z.string() }),
]);
export type Reply = z.output<typeof reply>;
