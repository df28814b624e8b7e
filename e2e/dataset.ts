import { spawnSync } from "node:child_process";
import {
  cpSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { demoClasses, demoItems } from "#lib/demo/demo.ts";
import { side } from "#lib/demo/draw.ts";
import { encodePng } from "#lib/formats/image.ts";
import { startTandem, type Tandem } from "./tandem.ts";
import { eventually } from "./wait.ts";

export type SmallDataset = {
  zip: string;
  csv: string;
  /** gold class name by SHA-256-free key: the file name */
  gold: Map<string, string>;
  classes: readonly string[];
};

/** A zip of drawn pictures and a table of labels with three human columns, as a user would have them on disk. */
export async function smallDataset(size: { train: number; test: number }): Promise<SmallDataset> {
  const folder = mkdtempSync(join(tmpdir(), "tandem-dataset-"));
  const items = demoItems(size, 7);
  const name = (label: number) => demoClasses[label] ?? "";
  const archive = new ZipFile();
  for (const item of items)
    archive.addBuffer(Buffer.from(await encodePng(item.draw(), side)), `pictures/${item.name}`);
  archive.end();
  const zip = join(folder, "pictures.zip");
  await pipeline(archive.outputStream, createWriteStream(zip));
  const rows = items.map((item) =>
    [`pictures/${item.name}`, name(item.gold), ...item.labels.map(name)].join(","),
  );
  const csv = join(folder, "labels.csv");
  writeFileSync(
    csv,
    ["file,truth,anna,ben,cleo", ...rows, "pictures/missing.png,circle,circle,,"].join("\n"),
  );
  return {
    zip,
    csv,
    gold: new Map(items.map((item) => [`pictures/${item.name}`, name(item.gold)])),
    classes: demoClasses,
  };
}

/** A command of the README, run as somebody at the server would. */
export function command(tandem: Tandem, name: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["workers/tandem.js", name, ...args], {
    cwd: join(import.meta.dirname, ".."),
    env: { ...process.env, TANDEM_DATA: tandem.data },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${name} failed:\n${stdout}\n${stderr}`);
}

/** A training that is over soon, whatever it learns; what the project's rule trains later is like it. */
export const quickly = ["--epochs", "1", "--options", '{"backboneOptions":{"widths":[8,16,16]}}'];

/** The project “shapes” in a running Tandem, with a run of one epoch that routes it. */
export async function trainedProject(tandem: Tandem, size: { train: number; test: number }): Promise<void> {
  const { zip, csv } = await smallDataset(size);
  const columns = ["--gold", "truth", "--humans", "anna,ben,cleo", "--split", `first:${size.train}`];
  command(tandem, "import", "--project", "shapes", "--images", zip, "--labels", csv, ...columns);
  command(tandem, "train", "--project", "shapes", "--labels", "anna", ...quickly);
}

/** A Tandem with that project, of a copy: each size is imported and trained once for all specs of a run. */
export async function trainedTandem(size: { train: number; test: number }): Promise<Tandem> {
  const template = await templateOf(size);
  const data = mkdtempSync(join(tmpdir(), "tandem-e2e-"));
  cpSync(template, data, { recursive: true });
  const tandem = await startTandem({ data });
  return {
    ...tandem,
    stop: async () => {
      await tandem.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** The data folder of such a Tandem at rest. Whoever comes first makes it, the others wait. */
async function templateOf(size: { train: number; test: number }): Promise<string> {
  const place = join(process.env.TANDEM_E2E_TEMPLATES ?? tmpdir(), `${size.train}-${size.test}`);
  const [data, ready] = [join(place, "data"), join(place, "ready")];
  try {
    mkdirSync(place);
  } catch (error) {
    if (!existsSync(place)) throw error;
    await eventually(() => (existsSync(ready) ? true : null), 280_000);
    return data;
  }
  mkdirSync(data);
  const tandem = await startTandem({ data });
  await trainedProject(tandem, size);
  await tandem.stop();
  writeFileSync(ready, "");
  return data;
}
