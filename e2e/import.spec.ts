import { createWriteStream, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Cookie, expect, type Page, test } from "playwright/test";
import { ZipFile } from "yazl";
import { demoItems } from "#lib/demo/demo.ts";
import { side } from "#lib/demo/draw.ts";
import { encodePng } from "#lib/formats/image.ts";
import { type ImportOptions, importOptions } from "#lib/formats/import-options.ts";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { chunkBytes } from "#db/dataset/uploads.ts";
import { findProject } from "#db/dataset/projects.ts";
import { findImport, importsOf } from "#db/dataset/import-record.ts";
import { client } from "./session.ts";
import { adminPassword, startTandem, type Tandem } from "./tandem.ts";

let tandem: Tandem;
let cookies: Cookie[];
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await startTandem();
  const admin = await client(tandem, { name: "admin", password: adminPassword });
  ({ cookies } = await admin.storageState());
});
test.afterAll(() => tandem.stop());

const folder = mkdtempSync(join(tmpdir(), "tandem-import-"));
const drawn = demoItems({ train: 60, test: 0 }, 7);

/** A zip under `name`, with what `bytes` gives for each of the pictures. @param padding bytes more */
async function zipOf(
  name: string,
  bytes: (index: number) => Promise<Uint8Array>,
  padding = 0,
): Promise<string> {
  const archive = new ZipFile();
  // Something that no import looks at, for a file of several chunks.
  if (padding > 0) archive.addBuffer(Buffer.alloc(padding, 7), "__MACOSX/padding", { compress: false });
  for (const index of drawn.keys()) archive.addBuffer(Buffer.from(await bytes(index)), `scans/${index}.png`);
  archive.end();
  const path = join(folder, name);
  await pipeline(archive.outputStream, createWriteStream(path));
  return path;
}

const drawing = (index: number) => encodePng(drawn[index]?.draw() ?? new Uint8Array(side * side * 3), side);
const pictures = () => zipOf("pictures.zip", drawing);
/** A zip of two and a half chunks. */
const large = (name: string) => zipOf(name, drawing, 2.5 * chunkBytes);
const noPictures = () => zipOf("texts.zip", (index) => Promise.resolve(Buffer.from(`text ${index}`)));

/** Labels of three classes, and a column of notes in which 46 different texts come again. */
function labels(): string {
  const pet = (index: number) => ["cat", "dog", "cow"][index % 3] ?? "";
  const rows = [...drawn.keys()].map((index) =>
    [
      `scans/${index}.png`,
      pet(index),
      pet(index % 5 === 0 ? index + 1 : index),
      `near tree ${index % 29}`,
    ].join(","),
  );
  const path = join(folder, "labels.csv");
  writeFileSync(path, ["file,truth,anna,notes", ...rows].join("\n"));
  return path;
}

function inDatabase<T>(look: (db: ReturnType<typeof openDatabase>["db"]) => T): T {
  const database = openDatabase(dataDir(tandem.data).database);
  try {
    return look(database.db);
  } finally {
    database.close();
  }
}

async function openForm(page: Page, name: string): Promise<void> {
  await page.context().addCookies(cookies);
  await page.goto(`${tandem.url}/admin/new`);
  await page.getByLabel("Name", { exact: true }).fill(name);
}

const importNow = (page: Page) => page.getByRole("button", { name: "Import", exact: true });
const upload = (page: Page, path: string) => page.getByLabel("Pictures", { exact: true }).setInputFiles(path);
const classesToBe = (page: Page) =>
  page.getByRole("list", { name: "Classes of the project" }).getByRole("listitem");

test("unlabelled pictures become a project: its classes are typed, checked, and keep their order", async ({
  page,
}) => {
  await openForm(page, "Unlabelled");
  await upload(page, await pictures());
  // Without classes nothing can be imported, and the page says what is missing.
  await expect(page.getByRole("alert").filter({ hasText: "list the classes" })).toBeVisible();
  await expect(importNow(page)).toBeDisabled();
  await page.getByLabel("Classes (optional)").fill("zebra, Zebra");
  await expect(page.getByRole("alert").filter({ hasText: "one spelling" })).toBeVisible();
  await page.getByLabel("Classes (optional)").fill("zebra\nant, red\nmouse");
  await expect(classesToBe(page)).toHaveText(["zebra", "ant, red", "mouse"]);
  await importNow(page).click();
  await expect(page.getByText("finished", { exact: true })).toBeVisible({ timeout: 60_000 });
  expect(inDatabase((db) => findProject(db, "unlabelled")?.classes)).toEqual(["zebra", "ant, red", "mouse"]);
  // What is imported needs no upload any more.
  expect(readdirSync(dataDir(tandem.data).uploads)).toEqual([]);
});

test("notes are no labels: the preview shows the classes, doubts are confirmed, nothing is stored before", async ({
  page,
}) => {
  await openForm(page, "With notes");
  await upload(page, await pictures());
  await page.getByLabel("Labels (optional)").setInputFiles(labels());
  await expect(page.getByLabel("truth")).toHaveValue("gold");
  await expect(page.getByLabel("anna")).toHaveValue("human");
  await expect(page.getByLabel("notes")).toHaveValue("unused");
  await expect(classesToBe(page)).toHaveText(["cat", "cow", "dog"]);
  await expect(
    page.getByRole("list", { name: "Some of the pictures" }).getByRole("img", { includeHidden: true }),
  ).toHaveCount(6);
  await expect(importNow(page)).toBeEnabled();

  await page.getByLabel("notes").selectOption("human");
  await expect(page.getByText("would add 29 of the classes")).toBeVisible();
  await expect(importNow(page)).toBeDisabled();
  await page.getByRole("checkbox", { name: "This is what I want" }).check();
  await expect(importNow(page)).toBeEnabled();

  await page.getByLabel("notes").selectOption("unused");
  await expect(classesToBe(page)).toHaveCount(3);
  expect(inDatabase((db) => findProject(db, "with-notes"))).toBeUndefined();
  await importNow(page).click();
  await expect(page.getByText("finished", { exact: true })).toBeVisible({ timeout: 60_000 });
  expect(inDatabase((db) => findProject(db, "with-notes")?.classes)).toEqual(["cat", "cow", "dog"]);
});

test("a dataset as it is published: its classes and split, and labels from PyTorch beside it", async ({
  page,
}) => {
  const fixtures = join(import.meta.dirname, "../test/fixtures/formats");
  await openForm(page, "Published");
  await upload(page, join(fixtures, "cifar-10-python.tar.gz"));
  await expect(classesToBe(page)).toHaveText(["airplane", "automobile", "bird"]);
  const pictures = page.getByRole("list", { name: "Some of the pictures" }).getByRole("img", { includeHidden: true }); // prettier-ignore
  await expect(pictures).toHaveCount(6);
  await expect.poll(() => pictures.evaluateAll((all) => all.every((img) => img instanceof HTMLImageElement && img.naturalWidth > 0))).toBe(true); // prettier-ignore
  await expect(page.getByLabel("Split")).toContainText("As the dataset says: 4 train, 2 test");
  await page.getByLabel("Labels (optional)").setInputFiles(join(fixtures, "labels/arrays.pt"));
  await expect(page.getByText("has 12 rows, but there are 6 pictures (4 train, 2 test)")).toBeVisible();
  await expect(page.getByLabel("random_label1")).toHaveValue("human");
  await page.getByRole("button", { name: "Remove" }).last().click();
  await expect(page.getByText("has 12 rows")).toBeHidden();
  await page.getByLabel("Split").selectOption("none");
  await importNow(page).click();
  await expect(page.getByText("finished", { exact: true })).toBeVisible({ timeout: 60_000 });
  expect(inDatabase((db) => findProject(db, "published")?.classes)).toEqual([
    "airplane",
    "automobile",
    "bird",
  ]);
});

test("a file of the wrong kind is refused before it is sent, a damaged one when it is there", async ({
  page,
}) => {
  await openForm(page, "Wrong files");
  const text = join(folder, "holiday.zip");
  writeFileSync(text, "This is no zip.");
  await upload(page, text);
  await expect(page.getByRole("alert").filter({ hasText: "“holiday.zip” is not a zip" })).toBeVisible();
  writeFileSync(text, Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(5000)]));
  await upload(page, text);
  await expect(page.getByRole("alert").filter({ hasText: "damaged or cut off" })).toBeVisible();
  expect(readdirSync(dataDir(tandem.data).uploads)).toEqual([]);
});

test("a failed import says why, can be tried again, and changed; a refused form keeps what its selects show", async ({
  page,
}) => {
  const started = (id: number): ImportOptions =>
    inDatabase((db) => importOptions.parse(findImport(db, id)?.options));
  const idOf = () => Number(/imports\/(\d+)/.exec(page.url())?.[1]);

  await openForm(page, "Second try");
  await upload(page, await noPictures());
  await page.getByLabel("Classes (optional)").fill("cat\ndog");
  await page.getByLabel("If some rows have problems").selectOption("abort");
  await page.getByLabel("Split").selectOption("first");
  await page.getByLabel("Rows that train").fill("40");
  // Refused once, for a short name that is taken or malformed.
  await page.getByLabel("Short name").fill("Not A Short Name");
  await importNow(page).click();
  await expect(page.getByText("small letters, digits")).toBeVisible();
  await expect(page.getByLabel("If some rows have problems")).toHaveValue("abort");
  await expect(page.getByLabel("Split")).toHaveValue("first");
  await page.getByLabel("Short name").fill("second-try");
  await importNow(page).click();
  await expect(page.getByText("failed", { exact: true })).toBeVisible({ timeout: 60_000 });
  const first = idOf();
  expect(started(first)).toMatchObject({ onProblem: "abort", split: { kind: "first", train: 40 } });
  await expect(page.locator("main")).not.toContainText(tandem.data);
  await expect(page.getByText("Nothing was stored.")).toBeVisible();

  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page).not.toHaveURL(new RegExp(`/imports/${first}$`));
  await expect(page.getByText("failed", { exact: true })).toBeVisible({ timeout: 60_000 });
  expect(started(idOf())).toEqual(started(first));

  await page.getByRole("link", { name: "Change and import again" }).click();
  await expect(page.getByText("texts.zip", { exact: true })).toBeVisible();
  await expect(page.getByLabel("Short name")).toHaveValue("second-try");
  await expect(page.getByLabel("If some rows have problems")).toHaveValue("abort");
  await expect(page.getByLabel("Classes (optional)")).toHaveValue("cat\ndog");
  await upload(page, await pictures());
  await expect(page.getByText("pictures.zip", { exact: true })).toBeVisible();
  await importNow(page).click();
  await expect(page.getByText("finished", { exact: true })).toBeVisible({ timeout: 60_000 });
  const project = inDatabase((db) => findProject(db, "second-try"));
  expect(project?.classes).toEqual(["cat", "dog"]);
  expect(inDatabase((db) => importsOf(db, project?.id ?? -1)).map(({ state }) => state)).toContain(
    "finished",
  );

  // The first files wait until somebody says that they are not needed.
  await page.goto(`${tandem.url}/admin/imports/${first}`);
  await page.getByRole("button", { name: "Delete the files" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("no longer on the server")).toBeVisible();
  expect(readdirSync(dataDir(tandem.data).uploads)).toEqual([]);
});

test("an upload whose connection is lost says so, goes on by itself, and is imported", async ({ page }) => {
  await openForm(page, "Lost connection");
  const cut = `**/api/uploads/*offset=${chunkBytes}&*`;
  await page.route(cut, (route) => route.abort());
  await upload(page, await large("lost.zip"));
  await expect(page.getByText("The connection was lost. The upload goes on by itself.")).toBeVisible();
  await expect(importNow(page)).toBeDisabled();
  await page.unroute(cut);
  await expect(page.getByText(/MB, uploaded/)).toBeVisible({ timeout: 60_000 });
  await page.getByLabel("Classes (optional)").fill("cat\ndog");
  await importNow(page).click();
  await expect(page.getByText("finished", { exact: true })).toBeVisible({ timeout: 60_000 });
  expect(readdirSync(dataDir(tandem.data).uploads)).toEqual([]);
});

test("a page loaded again in the middle of an upload goes on with the same file; Cancel forgets it", async ({
  page,
}) => {
  const file = await large("again.zip");
  const last = `**/api/uploads/*offset=${2 * chunkBytes}&*`;
  await openForm(page, "Loaded again");
  await page.route(last, () => undefined); // neither sent nor refused
  const held = page.waitForRequest(last);
  await upload(page, file);
  await held;

  await page.reload();
  await expect(page.getByText(/again\.zip.*79 % uploaded/)).toBeVisible();
  await page.unroute(last);
  const sent: string[] = [];
  page.on("request", (request) => {
    const offset = new URL(request.url()).searchParams.get("offset");
    if (request.method() === "PUT" && offset !== null) sent.push(offset);
  });
  await upload(page, file);
  await expect(page.getByText(/MB, uploaded/).last()).toBeVisible({ timeout: 60_000 });
  expect(sent).toEqual([String(2 * chunkBytes)]);
  await page.getByRole("button", { name: "Remove" }).click();
  await expect.poll(() => readdirSync(dataDir(tandem.data).uploads)).toEqual([]);

  await page.route(last, () => undefined);
  await upload(page, file);
  await page.waitForRequest(last);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("Drop a file here or choose one.").first()).toBeVisible();
  await expect.poll(() => readdirSync(dataDir(tandem.data).uploads)).toEqual([]);
});
