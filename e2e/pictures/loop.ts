import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, expect, type Locator, type Page } from "playwright/test";
import sharp from "sharp";
import { keepPicture } from "./keep.ts";
import { openPage, settled } from "./page.ts";
import { photographs } from "../loop/people.ts";
import { closeTheLoop, type Plan, type Stage, stages } from "../loop/story.ts";
import { startTandem } from "../tandem.ts";

/** As in e2e/loop.spec.ts. */
const plan: Plan = {
  ...{ imageSize: 32, firstLabels: 6, newAnswers: 25, restAt: 100, eta: 1 },
  ...{ questions: 140, thinkMs: 1500 },
};

/** What the strip says under each picture; docs/loop.md says it too. */
const captions: Record<Stage, [title: string, sentence: string]> = {
  pictures: ["Pictures", "A zip of pictures and the names of the classes."],
  "cold-start": ["Labels", "People label from the first second, in random order."],
  "first-training": ["A first machine", "With enough labels it trains by itself; people go on."],
  team: ["A team", "People are asked what the team is least sure of."],
  retraining: ["It learns again", "From what the team believes; compared before it takes over."],
  aim: ["The aim", "Once it is reached, labelling closes by itself."],
  export: ["A dataset", "Every label and every answer, to take home."],
};

/** A frame of the strip, pixels of the page. */
const [width, height] = [1040, 693];
/** Bytes of a picture, and of the strip: all together stay below 600 kB. */
const [mostOfOne, mostOfStrip] = [55_000, 200_000];

const font = fileURLToPath(
  import.meta.resolve("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"),
);

/** The loop's pages, and all of them as one strip: docs/loop.png and docs/loop/. */
export async function filmTheLoop(browser: Browser, docs: string): Promise<void> {
  const folder = join(docs, "loop");
  mkdirSync(folder, { recursive: true });
  const tandem = await startTandem();
  const frames = new Map<Stage, Buffer>();
  try {
    const page = await openPage(browser, tandem, "admin", [width, height]);
    const pictures = await photographs(600);
    await closeTheLoop(tandem, page, pictures, plan, async (stage) => {
      await settled(page);
      await look(page, stage);
      frames.set(stage, await page.screenshot());
    });
    await page.context().close();
  } finally {
    await tandem.stop();
  }
  for (const [stage, picture] of frames)
    await keepPicture(picture, join(folder, `${stages.indexOf(stage) + 1}-${stage}.png`), mostOfOne);
  await keepPicture(await strip(browser, frames), join(docs, "loop.png"), mostOfStrip);
}

/** What the stage is about comes into the frame. */
async function look(page: Page, stage: Stage): Promise<void> {
  if (stage === "first-training")
    await expect
      .poll(async () => Number(await page.getByRole("progressbar").first().getAttribute("aria-valuenow")), {
        timeout: 300_000,
      })
      .toBeGreaterThan(20);
  if (stage === "team") {
    await page.getByText("Calculating…").waitFor({ state: "detached", timeout: 300_000 });
    await page.getByText("Live", { exact: true }).waitFor({ timeout: 300_000 });
  }
  const about = aboutOf(page, stage);
  if (!about) await page.evaluate(() => window.scrollTo(0, 0));
  else await about.evaluate((element) => element.scrollIntoView({ block: "center" }));
}

function aboutOf(page: Page, stage: Stage): Locator | null {
  const card = (name: string) => page.locator("section", { has: page.getByRole("heading", { name }) });
  if (stage === "team") return card("What asking brings");
  if (stage === "retraining") return page.getByTestId("compared").first();
  return stage === "aim" ? card("When labelling ends") : null;
}

/** @returns a screenshot of twice the strip's size */
async function strip(browser: Browser, frames: ReadonlyMap<Stage, Buffer>): Promise<Buffer> {
  const cells = [];
  for (const [i, stage] of stages.entries()) {
    const frame = frames.get(stage);
    if (!frame) throw new Error(`there is no picture of ${stage}`);
    const small = await sharp(frame).resize(760).png().toBuffer();
    const [title, sentence] = captions[stage];
    cells.push(
      `<figure><img src="data:image/png;base64,${small.toString("base64")}">` +
        `<figcaption><b><i>${i + 1}</i>${title}</b>${sentence}</figcaption></figure>`,
    );
  }
  const context = await browser.newContext({ viewport: { width: 1640, height: 700 }, deviceScaleFactor: 2 });
  const page = await context.newPage();
  const inter = readFileSync(font).toString("base64");
  await page.setContent(`<style>
    @font-face { font-family: Inter; font-weight: 100 900; src: url(data:font/woff2;base64,${inter}) }
    body { margin: 0; background: #fff; font: 15px/1.45 Inter, sans-serif; color: #475569 }
    main { display: grid; grid-template-columns: repeat(4, 1fr); gap: 34px 28px; padding: 36px; width: 1568px }
    header { align-self: center; padding-right: 24px }
    h1 { margin: 0 0 10px; font-size: 27px; line-height: 1.2; letter-spacing: -0.02em; color: #0f172a }
    p { margin: 0 }
    figure { margin: 0 }
    img { display: block; width: 100%; border: 1px solid #e2e8f0; border-radius: 10px }
    figcaption { margin-top: 12px }
    b { display: block; font-weight: 600; color: #0f172a }
    i { font-style: normal; color: #94a3b8; margin-right: 8px }
  </style><main><header><h1>From pictures to a labelled dataset</h1>
    <p>One run: five people, one machine, and what they know of each other.</p></header>${cells.join("")}</main>`);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const picture = await page.locator("main").screenshot();
  await context.close();
  return picture;
}
