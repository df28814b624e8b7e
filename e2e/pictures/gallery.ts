import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright/test";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { simulateAnswers } from "./answers.ts";
import { keepPicture } from "./keep.ts";
import { openPage, password } from "./page.ts";
import { command, smallDataset, trainedProject } from "../dataset.ts";
import { everyPage, peopleOf } from "../every-page.ts";
import { makePerson } from "../session.ts";
import { startTandem, type Tandem } from "../tandem.ts";
import { inDatabase } from "../wait.ts";
import { projects } from "#db/schema.ts";

/**
 * `npm run docs:pictures -- gallery`: every page, at a desk and on a phone, light and dark, before there is anything
 * and with a project full of work: PNGs and a page that shows them in gallery/, and contact sheets in docs/gallery.
 */

const looks = [
  { name: "desk-light", size: [1280, 800], dark: false },
  { name: "desk-dark", size: [1280, 800], dark: true },
  { name: "phone-light", size: [390, 844], dark: false },
  { name: "phone-dark", size: [390, 844], dark: true },
] as const;

/** What a newcomer finds, and what there is to a project of pictures alone. */
const bare = ["/annotate", "/research", "/admin", "/admin/new", "/admin/people", "/admin/encoders"];
const fresh = ["/annotate/fresh", "/research/fresh", "/research/fresh/items", "/research/fresh/study"].concat(
  ["", "/runs", "/data", "/review", "/settings", "/people", "/activity"].map(
    (page) => `/admin/projects/fresh${page}`,
  ),
);

type Shot = { look: string; state: "empty" | "full"; path: string; file: string };

export async function photographEveryPage(browser: Browser, docs: string): Promise<void> {
  const folder = join(docs, "..", "gallery");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const shots: Shot[] = [];
  const tandem = await startTandem();
  const pages = new Map<string, Page>();
  try {
    for (const { name, size, dark } of looks) {
      const page = await openPage(browser, tandem, "admin", [size[0], size[1]]);
      await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
      pages.set(name, page);
    }
    const take = async (state: Shot["state"], paths: readonly string[]) => {
      for (const [look, page] of pages)
        for (const path of paths) {
          await page.goto(tandem.url + path);
          await page.locator("h1, [data-testid=stage] img").first().waitFor({ state: "attached" });
          await still(page);
          const file = `${look}-${state}-${path.replace(/[^a-z0-9]+/gi, "-").replace(/^-/, "")}.png`;
          await page.screenshot({ path: join(folder, file), fullPage: !path.startsWith("/annotate/") });
          shots.push({ look, state, path, file });
        }
    };
    await take("empty", bare);
    const { zip } = await smallDataset({ train: 60, test: 0 });
    command(tandem, "import", "--project", "fresh", "--images", zip, "--classes", "circle,square,triangle");
    await take("empty", fresh);
    await work(tandem);
    await take("full", [...everyPage, ...peopleOf(tandem, "shapes")]);
    inDatabase(tandem, (db) =>
      db
        .update(projects)
        .set({ practiceSince: 1, practiceAll: true })
        .where(eq(projects.slug, "shapes"))
        .run(),
    );
    await take("full", ["/annotate/shapes?practice"]);
  } finally {
    await Promise.all([...pages.values()].map((page) => page.context().close()));
    await tandem.stop();
  }
  writeFileSync(join(folder, "index.html"), index(shots));
  mkdirSync(join(docs, "gallery"), { recursive: true });
  for (const { name } of looks) {
    const mine = shots.filter(({ look }) => look === name);
    await keepPicture(await sheet(folder, mine), join(docs, "gallery", `${name}.png`), 700_000);
  }
  console.log(`${shots.length} pictures: gallery/index.html`);
}

/** A project in which people have worked. */
async function work(tandem: Tandem): Promise<void> {
  await trainedProject(tandem, { train: 160, test: 40 });
  const ids: number[] = [];
  for (const name of ["Anna", "Ben", "Cleo"]) ids.push(await makePerson(tandem, name, "annotator", password));
  simulateAnswers(tandem, "shapes", ids, 150);
}

/** Figures are drawn, pictures are there. */
async function still(page: Page): Promise<void> {
  for (const word of ["Computing…", "Reckoning …"])
    await page.getByText(word).first().waitFor({ state: "detached", timeout: 300_000 });
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
  });
}

/** The upper part of each page, side by side. @returns twice the size that is meant */
async function sheet(folder: string, shots: readonly Shot[]): Promise<Buffer> {
  const phone = shots[0]?.look.startsWith("phone") ?? false;
  const [width, height, columns] = phone ? [260, 560, 8] : [480, 320, 5];
  const [gap, rows] = [24, Math.ceil(shots.length / columns)];
  const dark = shots[0]?.look.endsWith("dark") ?? false;
  const placed = await Promise.all(
    shots.map(async ({ file }, i) => ({
      input: await sharp(join(folder, file))
        .resize({ width })
        .toBuffer()
        .then((small) => cut(small, width, height)),
      left: gap + (i % columns) * (width + gap),
      top: gap + Math.floor(i / columns) * (height + gap),
    })),
  );
  return sharp({
    create: {
      width: gap + columns * (width + gap),
      height: gap + rows * (height + gap),
      channels: 3,
      background: dark ? "#1e293b" : "#cbd5e1",
    },
  })
    .composite(placed)
    .png()
    .toBuffer();
}

async function cut(small: Buffer, width: number, height: number): Promise<Buffer> {
  const { height: own = 0 } = await sharp(small).metadata();
  return sharp(small)
    .extract({ left: 0, top: 0, width, height: Math.min(height, own) })
    .toBuffer();
}

function index(shots: readonly Shot[]): string {
  const figure = ({ path, look, state, file }: Shot) =>
    `<figure><a href="${file}"><img loading="lazy" src="${file}"></a><figcaption>${path}<br>${look}, ${state}</figcaption></figure>`;
  return `<!doctype html><meta charset="utf-8"><title>Every page</title><style>
body { font: 14px/1.4 system-ui; margin: 24px; display: grid; gap: 24px; grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)) }
figure { margin: 0 } a { display: block; height: 300px; overflow: hidden; border: 1px solid #ccc } img { width: 100% }
</style>${shots.map(figure).join("\n")}\n`;
}
