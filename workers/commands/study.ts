import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Drawing } from "#lib/figures/index.ts";
import { sections } from "#lib/study/index.ts";
import { csvOf } from "#lib/report/csv.ts";
import { reportHtml, type ReportPart } from "#lib/report/html.ts";
import type { Block, Section } from "#lib/study/section.ts";
import { type StudySettings, studySettings } from "#lib/study/settings.ts";
import type { Db } from "#db/client.ts";
import type { Project } from "#db/schema.ts";
import { loadStudy, studyBlocks } from "#db/views/study.ts";
import { defineCommand } from "./command.ts";
import { projectCalled, withDatabase } from "./project-database.ts";
import { numbered } from "#lib/numbers.ts";

const settingsRead = sections
  .filter(({ settings }) => settings.length > 0)
  .map(({ title, settings }) => `${title} (${settings.join(", ")})`)
  .join(", ");

export const command = defineCommand({
  about: `Compares people and machines: every figure, table and test of the study, on a project's own data.
Settings change these sections: ${settingsRead}.`,
  flags: z.object({
    project: z.string().describe("short name of the project").meta({ value: "SLUG" }),
    out: z
      .string()
      .describe("where index.html and a CSV file for each table go; made when missing")
      .meta({ value: "FOLDER" }),
    ...studySettings.shape,
  }),
  run: ({ project, out, ...settings }) =>
    withDatabase((db) => writeReport(db, projectCalled(db, project), out, settings)),
});

async function writeReport(db: Db, project: Project, out: string, settings: StudySettings): Promise<void> {
  const started = performance.now();
  const { study } = loadStudy(db, project);
  say("reading", started, `${numbered(study.n, "item")}, ${numbered(study.raters.length, "rater")}`);
  const parts: ReportPart[] = [];
  for (const section of sections) {
    const begun = performance.now();
    parts.push({ section, blocks: await studyBlocks(db, project, section, settings) });
    say(section.title, begun, "");
  }
  const computed = performance.now();
  mkdirSync(out, { recursive: true });
  const raters = study.raters.map(({ name }) => name).join(", ");
  const chosen = Object.entries(settings)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
  const lines = [
    `${numbered(study.n, "item")}, ${numbered(study.classes.length, "class", "classes")}; ${raters}.`,
    `Computed ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC with ${chosen}.`,
  ];
  writeFileSync(join(out, "index.html"), reportHtml(project.name, lines, parts, { draw, csv: csvName }));
  for (const { section, blocks } of parts)
    for (const block of blocks)
      if ("table" in block.body) writeFileSync(join(out, csvName(section, block)), csvOf(block.body.table));
  say("drawing and writing", computed, "");
  const seconds = ((computed - started) / 1000).toFixed(2);
  console.log(`Computed in ${seconds} s; the report is ${join(out, "index.html")}.`);
}

const say = (what: string, since: number, detail: string) =>
  console.log(
    `${String(Math.round(performance.now() - since)).padStart(6)} ms  ${what}${detail && `: ${detail}`}`,
  );

const csvName = (section: Section, block: Block): string => `${section.id}-${block.id}.csv`;

const { document } = parseHTML("<!doctype html><html><body></body></html>");

function draw({ options }: Drawing): string {
  return Plot.plot({ ...options, document }).outerHTML;
}
