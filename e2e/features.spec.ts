import { mkdtempSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "playwright/test";
import { dataDir } from "#db/data-dir.ts";
import { findProject } from "#db/dataset/projects.ts";
import { readPacked } from "../test/db/read-image.ts";
import { picturesBetween } from "#db/features/embedding.ts";
import { encoderPath, listEncoders } from "#db/features/encoders.ts";
import { readOutput } from "#db/machines/run-outputs.ts";
import { type Encoder, runs } from "#db/schema.ts";
import { encoderPixels } from "#lib/encoders/pixels.ts";
import { filterEncoder } from "../test/lib/encoders/models.ts";
import { command, smallDataset } from "./dataset.ts";
import { signIn } from "./session.ts";
import { adminPassword, startTandem, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";

/**
 * A pre-trained encoder comes in through the page, goes through the pictures, and a head is trained on what it sees:
 * marked wherever it is shown, and taken home with the encoder in it.
 */
let tandem: Tandem;
const folder = mkdtempSync(join(tmpdir(), "tandem-encoders-"));
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await startTandem();
  const { zip, csv } = await smallDataset({ train: 100, test: 40 });
  const columns = ["--gold", "truth", "--humans", "anna", "--split", "first:100"];
  command(tandem, "import", "--project", "shapes", "--images", zip, "--labels", csv, ...columns);
});
test.afterAll(() => tandem.stop());
test.beforeEach(({ page }) => signIn(page, tandem, "admin", adminPassword));

const encoder = (): Encoder => {
  const [found] = inDatabase(tandem, listEncoders);
  if (!found) throw new Error("there is no encoder");
  return found;
};

test("encoder → features → head → marked → taken home", async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto(`${tandem.url}/admin`);
  await page.getByRole("link", { name: "Encoders" }).click();
  await expect(page.getByText("No encoder yet")).toBeVisible();
  const file = page.getByLabel("ONNX file");
  // what is plainly no model is not even sent
  writeFileSync(join(folder, "photo.onnx"), "\u0089PNG and so on");
  await file.setInputFiles(join(folder, "photo.onnx"));
  await expect(page.getByText("is not an ONNX model")).toBeVisible();

  // what looks like one is tried, and refused with its reason
  const bytes = filterEncoder(48);
  writeFileSync(join(folder, "cut.onnx"), bytes.subarray(0, 3000));
  await file.setInputFiles(join(folder, "cut.onnx"));
  await page.getByLabel("Name", { exact: true }).fill("Broken");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  const way = page.getByRole("listitem").filter({ hasText: "Broken" });
  await expect(way.getByText("not added")).toBeVisible({ timeout: 60_000 });

  writeFileSync(join(folder, "edges.onnx"), bytes);
  await file.setInputFiles(join(folder, "edges.onnx"));
  await expect(page.getByText("uploaded", { exact: false }).first()).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("Edges");
  await page.getByLabel("Scaled to, pixels (optional)").fill("32");
  await page.getByLabel("Size, pixels (optional)").fill("48");
  await page.getByLabel("Normalised as").selectOption({ label: "−1 to 1 (MobileNet of TensorFlow, SigLIP)" });
  await expect(page.getByLabel("Mean")).toHaveValue("0.5, 0.5, 0.5");
  const add = page.getByRole("button", { name: "Add", exact: true });
  await add.click();
  await expect(page.getByText("cannot be larger than the picture")).toBeVisible();
  await page.getByLabel("Scaled to, pixels (optional)").fill("56");
  await add.click();
  await expect(page.getByRole("heading", { name: "Edges" })).toBeVisible({ timeout: 60_000 });
  expect(encoder()).toMatchObject({ width: 64, description: { size: 48, resize: 56, std: [0.5, 0.5, 0.5] } });
  expect(readFileSync(encoderPath(dataDir(tandem.data), encoder())).equals(bytes)).toBe(true);

  const made = page.getByTestId("features-shapes");
  await made.getByRole("button", { name: "Make features" }).click();
  await expect(made.getByText("complete")).toBeVisible({ timeout: 60_000 });

  await page.goto(`${tandem.url}/admin/projects/shapes/runs/train`);
  await page.getByLabel("Sees").selectOption({ label: "features of Edges" });
  await expect(page.getByText("Its features are there")).toBeVisible();
  await expect(page.getByLabel("Head")).toHaveValue("linear");
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await page.goto(`${tandem.url}/admin/projects/shapes/runs`);
  const row = page.getByTestId("run-finished");
  await expect(row).toBeVisible({ timeout: 120_000 });
  await expect(row.getByRole("link")).toContainText("pre-trained: Edges");
  await expect(row.getByRole("cell", { name: /on Edges/ })).toBeVisible();
  const [run] = inDatabase(tandem, (db) => db.select().from(runs).all());
  expect(run).toMatchObject({ encoderId: encoder().id, backbone: "linear", predictedItems: 40 });
  for (const path of ["", "/study/accuracy"]) {
    await page.goto(`${tandem.url}/research/shapes${path}`);
    await expect(page.getByText("pre-trained: Edges").first()).toBeVisible({ timeout: 60_000 });
  }

  await page.goto(`${tandem.url}/admin/projects/shapes/runs/1`);
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the model" }).click();
  const path = join(folder, "joined.onnx");
  await (await waiting).saveAs(path);
  const cardText = await (await page.request.get(`${tandem.url}/api/runs/1/model?card`)).text();
  expect(cardText).toContain("Pre-trained");
  expect(cardText).toContain(encoder().hash);
  const { pictures, stored } = inDatabase(tandem, (db) => ({
    pictures: picturesBetween(db, findProject(db, "shapes")?.id ?? -1, 0, 200),
    stored: [...readOutput(db, 1)],
  }));
  const session = await InferenceSession.create(path);
  let most = 0;
  for (const { itemIds, probabilities } of stored)
    for (const [n, id] of [...itemIds].entries()) {
      const image = pictures[id - 1]; // ids count from 1 here, ordinals from 0
      if (!image || n % 5 > 0) continue;
      const shown = readPacked(dataDir(tandem.data), image, { shown: false });
      const pixels = await encoderPixels(shown.bytes, encoder().description);
      const said = (await session.run({ pixels: new Tensor("uint8", pixels, [1, 56, 56, 3]) })).probabilities;
      const K = probabilities.length / itemIds.length;
      for (let k = 0; k < K; k++)
        most = Math.max(most, Math.abs(Number(said?.data[k]) - (probabilities[n * K + k] ?? NaN)));
    }
  await session.release();
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(1e-5);

  // its file is gone: said in a sentence, and mended by adding the same file again
  const kept = encoderPath(dataDir(tandem.data), encoder());
  renameSync(kept, join(folder, "moved.onnx"));
  await page.goto(`${tandem.url}/admin/encoders`);
  await expect(page.getByText("Its file is not in the data folder any more")).toBeVisible();
  await expect(page.getByRole("link", { name: "Download the model" })).toHaveCount(0);
  await file.setInputFiles(join(folder, "edges.onnx"));
  await page.getByLabel("Name", { exact: true }).fill("Edges");
  await page.getByLabel("Scaled to, pixels (optional)").fill("56");
  await page.getByLabel("Normalised as").selectOption({ label: "−1 to 1 (MobileNet of TensorFlow, SigLIP)" });
  await add.click();
  await expect(page.getByText("Its file is not in the data folder any more")).toBeHidden({ timeout: 60_000 });
  expect(readFileSync(kept).equals(bytes)).toBe(true);
});
