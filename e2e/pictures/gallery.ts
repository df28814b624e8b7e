import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import type { Browser, Page } from "playwright/test";
import { simulateAnswers } from "./answers.ts";
import { contactSheet } from "./contact-sheet.ts";
import { bare, fresh, full, type Place, practice, type Viewer } from "./gallery-places.ts";
import { openPage, password, settled } from "./page.ts";
import { command, smallDataset, trainedProject } from "../dataset.ts";
import { byPage, finishedExport } from "../exported.ts";
import { projectWith } from "../photos.ts";
import { makePerson } from "../session.ts";
import { startTandem, type Tandem } from "../tandem.ts";
import { inDatabase } from "../wait.ts";
import { filterEncoder } from "../../test/lib/encoders/models.ts";
import { findUserByName } from "#db/people/users.ts";
import { invite } from "#db/people/invitations.ts";
import { resetByLink } from "#db/people/password-links.ts";
import { projects } from "#db/schema.ts";

/**
 * `npm run docs:pictures -- gallery`: every page, at a desk and on a phone, light and dark, before there is anything
 * and with a project full of work: PNGs, a page that shows them, and a contact sheet of each look, all in gallery/,
 * which git ignores.
 */

const looks = [
  { name: "desk-light", size: [1280, 800], dark: false },
  { name: "desk-dark", size: [1280, 800], dark: true },
  { name: "phone-light", size: [390, 844], dark: false },
  { name: "phone-dark", size: [390, 844], dark: true },
] as const;

export type Shot = { look: string; state: "empty" | "full"; title: string; file: string };

type Eyes = ReadonlyMap<string, Page>;

export async function photographEveryPage(browser: Browser, docs: string): Promise<void> {
  const folder = join(docs, "..", "gallery");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const shots: Shot[] = [];
  const tandem = await startTandem();
  try {
    await makePerson(tandem, "Anna", "annotator", password);
    const eyes = await eyesOf(browser, tandem);
    const take = async (state: Shot["state"], places: readonly Place[]) => {
      for (const { name } of looks)
        for (const place of places) {
          const page = eyes.get(`${name} ${place.as}`);
          if (page) shots.push(await photograph(page, tandem, folder, name, state, place));
        }
    };
    await take("empty", bare);
    const { zip } = await smallDataset({ train: 60, test: 0 });
    command(tandem, "import", "--project", "fresh", "--images", zip, "--classes", "circle,square,triangle");
    await take("empty", fresh);
    await work(tandem, folder, eyes);
    await take("full", full(tandem, linksIn(tandem)));
    await haveThemPractise(tandem, eyes);
    await take("full", practice);
    await Promise.all([...eyes.values()].map((page) => page.context().close()));
  } finally {
    await tandem.stop();
  }
  writeFileSync(join(folder, "index.html"), index(shots));
  for (const { name } of looks)
    await contactSheet(
      folder,
      shots.filter(({ look }) => look === name),
      join(folder, `${name}.webp`),
    );
  console.log(`${shots.length} pictures: gallery/index.html`);
}

/** A browser window a look and viewer. */
async function eyesOf(browser: Browser, tandem: Tandem): Promise<Eyes> {
  const eyes = new Map<string, Page>();
  for (const { name, size, dark } of looks)
    for (const viewer of ["admin", "Anna", "nobody"] satisfies Viewer[]) {
      const who = viewer === "nobody" ? null : viewer;
      const page = await openPage(browser, tandem, who, [size[0], size[1]], name.startsWith("phone"));
      await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
      eyes.set(`${name} ${viewer}`, page);
    }
  return eyes;
}

async function photograph(
  page: Page,
  tandem: Tandem,
  folder: string,
  look: string,
  state: Shot["state"],
  { as, path, act }: Place,
): Promise<Shot> {
  await page.goto(tandem.url + path);
  await page.locator("h1, [data-testid=stage] img").first().waitFor({ state: "attached" });
  await still(page);
  await act?.do(page);
  const title = [path.replace(/[\w-]{43}$/, "…"), act?.word].filter(Boolean).join(" · ");
  const file = `${look}-${state}-${as}-${title.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "")}.png`;
  // what fills the window is made for its height
  await keepStill(page, join(folder, file), act === undefined && !path.startsWith("/annotate/"));
  return { look, state, title: `${title} (${as})`, file };
}

/** Photographed until two pictures are alike: on a busy machine a part may not be painted yet. */
async function keepStill(page: Page, path: string, fullPage: boolean): Promise<void> {
  let before = await page.screenshot({ fullPage });
  for (let times = 0; times < 5; times++) {
    const now = await page.screenshot({ path, fullPage });
    if (now.equals(before)) return;
    before = now;
  }
}

/** A project in which people have worked, one with many classes, one that rests, an encoder, an export. */
async function work(tandem: Tandem, folder: string, eyes: Eyes): Promise<void> {
  await trainedProject(tandem, { train: 160, test: 80 });
  command(tandem, "train", "--project", "shapes", "--labels", "ben", "--epochs", "2");
  await projectWith(tandem, "breeds", {
    classes: Array.from({ length: 60 }, (_, i) => `breed number ${i + 1}`),
    ...{ queue: 0, trained: false },
  });
  const ids = [inDatabase(tandem, (db) => findUserByName(db, "Anna")?.id ?? -1)];
  for (const name of ["Ben", "Cleo"]) ids.push(await makePerson(tandem, name, "annotator", password));
  const set = (slug: string, values: Partial<typeof projects.$inferInsert>) =>
    inDatabase(tandem, (db) => db.update(projects).set(values).where(eq(projects.slug, slug)).run());
  set("shapes", {
    description: "Drawn shapes, for trying things out.",
    instructions: "Say which **shape** it is.\n\n- Colours do not matter.\n- Two shapes: the larger one.",
    ...{ checkRate: 0.1, checkBar: 0.8, checkSeed: 3, overlap: 2, aimAccuracy: 0.95 },
  });
  set("fresh", { slug: "resting", name: "resting", pausedAt: Date.now() });
  simulateAnswers(tandem, "shapes", ids, 90);
  const model = join(folder, "encoder.onnx");
  writeFileSync(model, filterEncoder(48));
  const page = eyes.get("desk-light admin");
  if (!page) throw new Error("nobody to look");
  await page.goto(`${tandem.url}/admin/encoders`);
  await page.getByLabel("ONNX file").setInputFiles(model);
  await page.getByLabel("Name", { exact: true }).fill("Filters");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("heading", { name: "Filters" }).waitFor({ timeout: 120_000 });
  rmSync(model);
  await finishedExport(byPage(page, tandem.url), "shapes", { format: "csv" });
  // who has read the instructions is not shown them again
  for (const { name } of looks) {
    const annotating = eyes.get(`${name} Anna`);
    await annotating?.goto(`${tandem.url}/annotate/shapes`);
    if (name !== "desk-light") continue;
    await annotating?.getByRole("button", { name: "Start", exact: true }).click();
    await annotating?.getByRole("button", { name: "Flag", exact: true }).click();
    await annotating?.getByLabel("What is the matter?").fill("There are two shapes in it.");
    await annotating?.getByRole("button", { name: "Flag it" }).click();
  }
}

/** By the page: the server remembers who is to practise. */
async function haveThemPractise(tandem: Tandem, eyes: Eyes): Promise<void> {
  const page = eyes.get("desk-light admin");
  await page?.goto(`${tandem.url}/admin/projects/shapes/settings`);
  await page?.getByLabel("People practise before they label").check();
  await page?.getByLabel("Who practises").selectOption("all");
  await page?.getByRole("button", { name: "Save practice" }).click();
  await page?.getByText("Saved.").waitFor();
}

/** Links that are good. */
function linksIn(tandem: Tandem): { join: string; password: string } {
  return inDatabase(tandem, (db) => {
    const admin = findUserByName(db, "admin")?.id ?? -1;
    const { token: join } = invite(db, { role: "annotator", days: 14, uses: 3 }, null, admin, Date.now());
    const reset = resetByLink(db, findUserByName(db, "Cleo")?.id ?? -1, admin, Date.now());
    if (!reset.ok) throw new Error(reset.message);
    return { join, password: reset.value };
  });
}

/** Figures are drawn, pictures are there. */
async function still(page: Page): Promise<void> {
  await page.getByText("Calculating…").first().waitFor({ state: "detached", timeout: 300_000 });
  await settled(page);
  await page.evaluate(() =>
    Promise.all([...document.images].map((image) => image.decode().catch(() => undefined))).then(
      () => undefined,
    ),
  );
}

function index(shots: readonly Shot[]): string {
  const figure = ({ title, look, state, file }: Shot) =>
    `<figure><a href="${file}"><img loading="lazy" src="${file}"></a><figcaption>${title}<br>${look}, ${state}</figcaption></figure>`;
  return `<!doctype html><meta charset="utf-8"><title>Every page</title><style>
body { font: 14px/1.4 system-ui; margin: 24px; display: grid; gap: 24px; grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)) }
figure { margin: 0 } a { display: block; height: 300px; overflow: hidden; border: 1px solid #ccc } img { width: 100% }
</style>${shots.map(figure).join("\n")}\n`;
}
