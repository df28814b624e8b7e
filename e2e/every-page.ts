import { eq } from "drizzle-orm";
import type { Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";
import { findProject } from "#db/dataset/projects.ts";
import { raters } from "#db/schema.ts";
import { sections } from "#lib/study/index.ts";

/** The address of every page of a Tandem with the project of trainedProject() (dataset.ts), as an admin sees them. */
export const everyPage = [
  "/annotate",
  "/annotate/shapes",
  "/annotate/shapes/grid",
  "/research",
  "/research/shapes",
  "/admin",
  "/admin/new",
  "/admin/imports/1",
  "/admin/compute",
  "/admin/encoders",
  "/admin/people",
  "/admin/audit",
  "/admin/audit?kind=project&person=1",
  "/admin/storage",
  "/admin/system",
  "/admin/projects/shapes",
  "/admin/projects/shapes/runs",
  "/admin/projects/shapes/runs/1",
  "/admin/projects/shapes/runs/train",
  "/admin/projects/shapes/runs/compare?run=1&run=2",
  "/admin/projects/shapes/runs/panel",
  "/admin/projects/shapes/data",
  "/admin/projects/shapes/data/table",
  "/admin/projects/shapes/review",
  "/admin/projects/shapes/settings",
  "/admin/projects/shapes/people",
  "/join/no-such-invitation",
  "/password/no-such-link",
  "/admin/projects/shapes/activity",
  "/admin/projects/shapes/activity?kind=data&day=2026-11-27",
  "/account",
  "/no-such-page",
  ...sections.map(({ id }) => `/research/shapes/study/${id}`),
  "/research/shapes/study/report",
  "/research/shapes/exports",
  "/research/shapes/items",
  "/research/shapes/items?said=gold:0&said=column-1:0&sort=score",
  "/research/shapes/items/101",
];

/** The page of everybody who has answered in a project. */
export const peopleOf = (tandem: Tandem, slug: string): string[] =>
  inDatabase(tandem, (db) =>
    db
      .select()
      .from(raters)
      .where(eq(raters.projectId, findProject(db, slug)?.id ?? -1))
      .all(),
  ).flatMap(({ id, source }) => (source === "person" ? [`/research/${slug}/people/${id}`] : []));
