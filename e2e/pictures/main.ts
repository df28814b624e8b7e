/**
 * `npm run docs:pictures`: the pictures in docs/, taken from the running app; `-- pages`, `-- loop` or `-- gallery` some of
 * them. Always the same drawn dataset, answers, window and light colours, so that a picture changes when a page does.
 * The study's pictures show CIFAR-10N with the thirteen machines of test/fixtures/panel; without
 * ../shared/data they are left as they are.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "playwright/test";
import { answerByKeys, simulateAnswers } from "./answers.ts";
import { photographEveryPage } from "./gallery.ts";
import { keepPicture } from "./keep.ts";
import { filmTheLoop } from "./loop.ts";
import { openPage, password, settled } from "./page.ts";
import { importCifar } from "../cifar.ts";
import { ensureChromium } from "../chromium.ts";
import { painted, saved } from "../labelling.ts";
import { makePerson } from "../session.ts";
import { startTandem, type Tandem } from "../tandem.ts";
import { eventually, inDatabase } from "../wait.ts";
import { findProject } from "#db/dataset/projects.ts";
import { projects } from "#db/schema.ts";
import { sections } from "#lib/study/index.ts";

const docs = join(import.meta.dirname, "..", "..", "docs");
const people = ["Anna", "Ben", "Cleo"];

async function labelling(browser: Browser, tandem: Tandem): Promise<void> {
  const demo = await eventually(() => {
    const project = inDatabase(tandem, (db) => findProject(db, "demo"));
    return project === undefined || project.activeRunId === null ? null : project;
  }, 600_000);
  const ids: number[] = [];
  for (const name of people) ids.push(await makePerson(tandem, name, "annotator", password));

  // Without the audit's lot, pictures come in one order only.
  const audit = (auditRate: number) =>
    inDatabase(tandem, (db) => db.update(projects).set({ auditRate }).run());
  audit(0);
  const annotating = await openPage(browser, tandem, "Anna", [1280, 860]);
  await annotating.goto(`${tandem.url}/annotate/demo`);
  await answerByKeys(annotating, tandem, 13);
  await saved(annotating);
  await painted(annotating);
  await keepPicture(await annotating.screenshot(), join(docs, "annotate.png"));
  await annotating.context().close();

  audit(demo.auditRate);
  simulateAnswers(tandem, "demo", ids, 150);
  const watching = await openPage(browser, tandem, "admin", [1280, 860]);
  await watching.goto(`${tandem.url}/research/demo`);
  await watching.getByText("Live", { exact: true }).waitFor();
  await settled(watching);
  await keepPicture(await watching.screenshot({ fullPage: true }), join(docs, "watch.png"));
  await watching.context().close();
}

async function study(browser: Browser, tandem: Tandem): Promise<void> {
  if (!importCifar(tandem, { images: 50_000 })) {
    console.log("CIFAR-10N is not beside the project (../shared/data): docs/study stays as it is.");
    return;
  }
  mkdirSync(join(docs, "study"), { recursive: true });
  const page = await openPage(browser, tandem, "admin", [1000, 860]);
  for (const { id } of sections) {
    await page.goto(`${tandem.url}/research/cifar10n/study/${id}`);
    await settled(page);
    // the images are not ours to publish
    await page.addStyleTag({ content: "main img { filter: blur(5px) }" });
    await keepPicture(await page.locator("main").screenshot(), join(docs, "study", `${id}.png`));
  }
  await page.context().close();
}

/** What can be asked for by name; without a name, all of it. */
const parts = new Map<string, (browser: Browser) => Promise<void>>([
  ["pages", withDemo],
  ["loop", (browser) => filmTheLoop(browser, docs)],
  ["gallery", (browser) => photographEveryPage(browser, docs)],
]);

async function withDemo(browser: Browser): Promise<void> {
  const tandem = await startTandem({ demo: true });
  try {
    await labelling(browser, tandem);
    await study(browser, tandem);
  } finally {
    await tandem.stop();
  }
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !parts.has(name));
if (unknown.length > 0)
  throw new Error(`there are ${[...parts.keys()].join(", ")}, and no ${unknown.join()}`);
const browser = await chromium.launch({
  executablePath: ensureChromium(),
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
try {
  for (const [name, make] of parts) if (wanted.length === 0 || wanted.includes(name)) await make(browser);
} finally {
  await browser.close();
}
