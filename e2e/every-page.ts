import { sections } from "#lib/study/index.ts";

/** The address of every page of a Tandem with the project of trainedProject() (dataset.ts), as an admin sees them. */
export const everyPage = [
  "/annotate",
  "/annotate/shapes",
  "/research",
  "/research/shapes",
  "/admin",
  "/admin/new",
  "/admin/imports/1",
  "/admin/people",
  "/admin/audit",
  "/admin/audit?kind=project&person=1",
  "/admin/system",
  "/admin/projects/shapes",
  "/admin/projects/shapes/runs",
  "/admin/projects/shapes/runs/1",
  "/admin/projects/shapes/runs/panel",
  "/admin/projects/shapes/data",
  "/admin/projects/shapes/data/table",
  "/admin/projects/shapes/settings",
  "/admin/projects/shapes/activity",
  "/account",
  "/no-such-page",
  ...sections.map(({ id }) => `/research/shapes/study/${id}`),
  "/research/shapes/study/report",
  "/research/shapes/study/items?a=gold&aAnswer=0&b=column-1&bAnswer=0",
];
