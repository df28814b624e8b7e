/**
 * `npm run docs:pictures`: the pictures in docs/, taken from the running app. Always the same drawn
 * dataset, answers, window and light colours, so that a picture changes when a page does.
 * The study's pictures show CIFAR-10N with the thirteen machines of test/fixtures/panel; without
 * ../shared/data they are left as they are.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright/test";
import { answerByKeys, simulateAnswers } from "./answers.ts";
import { keepPicture } from "./keep.ts";
import { importCifar } from "../cifar.ts";
import { ensureChromium } from "../chromium.ts";
import { painted, saved } from "../labelling.ts";
import { makePerson, signIn } from "../session.ts";
import { adminPassword, startTandem, type Tandem } from "../tandem.ts";
import { eventually, inDatabase } from "../wait.ts";
import { findProject } from "#db/dataset/projects.ts";
import { projects } from "#db/schema.ts";
import { sections } from "#lib/study/index.ts";

const docs = join(import.meta.dirname, "..", "..", "docs");
const password = "a long enough password";
const people = ["Anna", "Ben", "Cleo"];

async function open(browser: Browser, tandem: Tandem, name: string, size: [number, number]): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: size[0], height: size[1] },
    deviceScaleFactor: 2,
    colorScheme: "light",
    reducedMotion: "reduce",
    timezoneId: "UTC",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await signIn(page, tandem, name, name === "admin" ? adminPassword : password);
  return page;
}

/** The page has stopped changing: nothing is computed any more, fonts are there, two looks are alike. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
  });
  await page.getByText("Computing…").first().waitFor({ state: "detached", timeout: 300_000 });
  let before = "";
  await eventually(async () => {
    const now = await page.locator("main").innerText();
    const same = now === before;
    before = now;
    return same || null;
  }, 60_000);
}

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
  const annotating = await open(browser, tandem, "Anna", [1280, 860]);
  await annotating.goto(`${tandem.url}/annotate/demo`);
  await answerByKeys(annotating, tandem, 13);
  await saved(annotating);
  await painted(annotating);
  await keepPicture(await annotating.screenshot(), join(docs, "annotate.png"));
  await annotating.context().close();

  audit(demo.auditRate);
  simulateAnswers(tandem, "demo", ids, 150);
  const watching = await open(browser, tandem, "admin", [1280, 860]);
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
  const page = await open(browser, tandem, "admin", [1000, 860]);
  for (const { id } of sections) {
    await page.goto(`${tandem.url}/research/cifar10n/study/${id}`);
    await settled(page);
    // the images are not ours to publish
    await page.addStyleTag({ content: "main img { filter: blur(5px) }" });
    await keepPicture(await page.locator("main").screenshot(), join(docs, "study", `${id}.png`));
  }
  await page.context().close();
}

const tandem = await startTandem({ demo: true });
const browser = await chromium.launch({
  executablePath: ensureChromium(),
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
try {
  await labelling(browser, tandem);
  await study(browser, tandem);
} finally {
  await browser.close();
  await tandem.stop();
}
