/**
 * `npm run bench:grid`: a scripted person sorts an easy set, one picture at a time and in the grid, in a real browser
 * against a real server. How long people look and reach is given; everything else is the app's.
 *   npm run bench:grid -- --pictures 96 --rare 0.15 --choice 600 --search 100 --point 800 --key 200
 */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Page } from "playwright";
import { z } from "zod";
import { ensureChromium } from "../../e2e/chromium.ts";
import { command } from "../../e2e/dataset.ts";
import { makePerson, signIn } from "../../e2e/session.ts";
import { startTandem, type Tandem } from "../../e2e/tandem.ts";
import { buildPages } from "#workers/commands/start/build.ts";
import { demoClasses, demoItems } from "#lib/demo/demo.ts";
import { side } from "#lib/demo/draw.ts";
import { encodePng } from "#lib/formats/image.ts";

const number = z.coerce.number().positive();
const asked = z
  .object({
    pictures: number.int().default(96),
    /** share of pictures of the rarer of the two classes */
    rare: number.max(0.5).default(0.15),
    /** a choice between two classes with its key, of a picture that appears: choice reactions take 400 to 700, ms */
    choice: number.default(600),
    /** looking for other pictures among many, a picture: 30 to 100 in studies of visual search (Wolfe 1998), ms */
    search: number.default(100),
    /** reach a picture with the mouse and click (Card, Moran, Newell 1983: 1,100 with the decision), ms */
    point: number.default(800),
    /** a key, ms */
    key: number.default(200),
  })
  .parse(
    parseArgs({
      options: Object.fromEntries(
        ["pictures", "rare", "choice", "search", "point", "key"].map((name) => [
          name,
          { type: "string" as const },
        ]),
      ),
    }).values,
  );
const password = "a long enough password";
const classes = ["circle", "star"];

/** A folder of drawn pictures, mostly circles, and which class each shows, by its bytes. */
async function easySet(count: number): Promise<{ folder: string; classOf: ReadonlyMap<string, number> }> {
  const folder = mkdtempSync(join(tmpdir(), "tandem-easy-"));
  const drawn = demoItems({ train: 30 * count, test: 0 }, 7).filter(({ scene }) => scene.blend === 0);
  const classOf = new Map<string, number>();
  for (const [label, name] of classes.entries()) {
    const share = label === 0 ? 1 - asked.rare : asked.rare;
    const those = drawn.filter(({ gold }) => demoClasses[gold] === name).slice(0, Math.round(share * count));
    for (const item of those) {
      const png = Buffer.from(await encodePng(item.draw(), side));
      classOf.set(hashOf(png), label);
      writeFileSync(join(folder, item.name.replaceAll("/", "-")), png);
    }
  }
  return { folder, classOf };
}

const hashOf = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** Which class the picture behind an address shows, as soon as the browser has it. */
function watch(page: Page, classOf: ReadonlyMap<string, number>): Map<string, number> {
  const known = new Map<string, number>();
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (!pathname.startsWith("/api/images/")) return;
    void response.body().then(
      (bytes) => known.set(pathname, classOf.get(hashOf(bytes)) ?? -1),
      () => undefined,
    );
  });
  return known;
}

const pathOf = (src: string | null): string => new URL(src ?? "", "http://x").pathname;

async function oneByOne(page: Page, tandem: Tandem, known: Map<string, number>): Promise<number> {
  await page.goto(`${tandem.url}/annotate/easy`);
  const picture = page.locator("[data-testid=stage] img");
  await picture.waitFor();
  const started = performance.now();
  for (let i = 0; i < asked.pictures; i++) {
    const src = await picture.getAttribute("src");
    await page.waitForTimeout(asked.choice);
    await page.keyboard.press(String((known.get(pathOf(src)) ?? 0) + 1));
    await page.waitForFunction(
      (before) => document.querySelector("[data-testid=stage] img")?.getAttribute("src") !== before,
      src,
    );
  }
  return performance.now() - started;
}

async function inTheGrid(page: Page, tandem: Tandem, known: Map<string, number>): Promise<number> {
  await page.goto(`${tandem.url}/annotate/easy/grid`);
  const cells = page.locator("[data-lease]");
  await cells.first().waitFor();
  await page.waitForTimeout(1000);
  const started = performance.now();
  for (let done = 0; done < asked.pictures;) {
    const cellsNow = await cells.all();
    await page.waitForTimeout(asked.search * cellsNow.length);
    const labels = await Promise.all(
      cellsNow.map(async (cell) => known.get(pathOf(await cell.locator("img").getAttribute("src"))) ?? 0),
    );
    const count = (label: number) => labels.filter((one) => one === label).length;
    const rarer = count(0) <= count(1) ? 0 : 1;
    if (count(rarer) > 0) {
      for (const [i, cell] of cellsNow.entries()) {
        if (labels[i] !== rarer) continue;
        await page.waitForTimeout(asked.point);
        await cell.click();
      }
      await page.waitForTimeout(asked.key);
      await page.keyboard.press(String(rarer + 1));
    }
    if (count(1 - rarer) > 0) {
      for (const key of ["Control+a", String(2 - rarer)]) {
        await page.waitForTimeout(asked.key);
        await page.keyboard.press(key);
      }
    }
    done += cellsNow.length;
    await page.waitForTimeout(50);
  }
  return performance.now() - started;
}

buildPages(console.log);
const { folder, classOf } = await easySet(2 * asked.pictures + 80);
const tandem = await startTandem();
const browser = await chromium.launch({
  executablePath: ensureChromium(),
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
try {
  command(tandem, "import", "--project", "easy", "--images", folder, "--classes", classes.join(","));
  const times: Record<string, number> = {};
  for (const [name, sort] of Object.entries({ single: oneByOne, grid: inTheGrid })) {
    await makePerson(tandem, name, "annotator", password);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    const known = watch(page, classOf);
    await signIn(page, tandem, name, password);
    times[name] = (await sort(page, tandem, known)) / asked.pictures;
    await page.getByTestId("saved").getByText("Saved", { exact: true }).waitFor();
    await context.close();
  }
  const { single = NaN, grid = NaN } = times;
  console.log(
    `${asked.pictures} pictures, ${100 * asked.rare} % of them of the rarer class: one by one ${single.toFixed(0)} ms a picture, in the grid ${grid.toFixed(0)} ms, ${(single / grid).toFixed(2)} times as fast`,
  );
} finally {
  await browser.close();
  await tandem.stop();
  rmSync(folder, { recursive: true, force: true });
}
