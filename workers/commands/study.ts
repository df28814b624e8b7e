/** `npm run study`: the whole comparison of people and machines as an HTML report with CSV tables. */
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { Drawing } from "#lib/figures/index.ts";
import { sections } from "#lib/study/index.ts";
import { csvOf } from "#lib/report/csv.ts";
import { reportHtml, type ReportPart } from "#lib/report/html.ts";
import type { Block, Section } from "#lib/study/section.ts";
import { type StudySettings, studySettings } from "#lib/study/settings.ts";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { findProject, listProjects } from "#db/dataset/projects.ts";
import { loadStudy, studyBlocks } from "#db/views/study.ts";

const defaults = studySettings.parse({});

/** "  --bins           bins of difficulty (2 to 50; default 10)" */
function settingLine(name: keyof StudySettings): string {
  const setting = studySettings.shape[name];
  const value = setting.unwrap();
  const about = `  --${name.padEnd(14)} ${setting.description}`;
  if (value instanceof z.ZodString) return about;
  const allowed =
    value instanceof z.ZodEnum ? value.options.join(", ") : `${value.minValue} to ${value.maxValue}`;
  return `${about} (${allowed}; default ${defaults[name]})`;
}

const choices = studySettings.keyof().options.map(settingLine).join("\n");

const help = `Compare people and machines: every figure, table and test of the study, on a project's own data.

  npm run study -- --project SLUG --out FOLDER

  --project SLUG   short name of the project
  --out FOLDER     where index.html and a CSV file for each table go; made when missing
  --data DIR       data folder (default: $TANDEM_DATA, else ./data)
  --help           this text

Settings, as on the pages:
${choices}
`;

async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: {
      ...{ project: text, out: text, data: text, help: { type: "boolean", default: false } },
      ...{ bins: text, seed: text, resamples: text, fit: text, order: text, one: text, other: text },
    },
  });
  if (values.help) return console.log(help);
  const { project: slug, out, data, bins, seed, resamples, fit, order, one, other } = values;
  if (slug === undefined) throw new Error("--project is missing; --help shows what can be given.");
  if (out === undefined) throw new Error("--out is missing; --help shows what can be given.");
  const chosen = { bins, seed, resamples, fit, order, one, other };
  const settings = studySettings.safeParse(chosen);
  if (!settings.success) {
    const name = studySettings.keyof().parse(settings.error.issues[0]?.path[0]);
    throw new Error(`“${chosen[name]}” is no value for this setting:\n${settingLine(name)}`);
  }

  const database = openDatabase(dataDir(data).database);
  try {
    migrateDatabase(database);
    const { db } = database;
    const project = findProject(db, slug);
    if (!project) {
      const slugs = listProjects(db).map((each) => each.slug);
      throw new Error(`There is no project ${slug}${slugs.length ? `; there is ${slugs.join(", ")}` : ""}.`);
    }
    const started = performance.now();
    const { study } = loadStudy(db, project);
    say("reading", started, `${study.n.toLocaleString("en-GB")} items, ${study.raters.length} raters`);
    const parts: ReportPart[] = [];
    for (const section of sections) {
      const begun = performance.now();
      parts.push({ section, blocks: await studyBlocks(db, project, section, settings.data) });
      say(section.title, begun, "");
    }
    const computed = performance.now();
    mkdirSync(out, { recursive: true });
    const lines = [
      `${study.n.toLocaleString("en-GB")} items, ${study.classes.length} classes; ${study.raters.map(({ name }) => name).join(", ")}.`,
      `Computed ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC with ${Object.entries(
        settings.data,
      )
        .filter(([, value]) => value !== "")
        .map(([name, value]) => `${name} ${value}`)
        .join(", ")}.`,
    ];
    writeFileSync(join(out, "index.html"), reportHtml(project.name, lines, parts, { draw, csv: csvName }));
    for (const { section, blocks } of parts)
      for (const block of blocks)
        if ("table" in block.body) writeFileSync(join(out, csvName(section, block)), csvOf(block.body.table));
    say("drawing and writing", computed, "");
    console.log(
      `Computed in ${((computed - started) / 1000).toFixed(2)} s; the report is ${join(out, "index.html")}.`,
    );
  } finally {
    database.close();
  }
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

if (process.argv[1] === fileURLToPath(import.meta.url))
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
