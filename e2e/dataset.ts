import { spawnSync } from "node:child_process";
import { createWriteStream, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { demoClasses, demoItems } from "#lib/demo/demo.ts";
import { side } from "#lib/demo/draw.ts";
import { encodePng } from "#lib/formats/image.ts";
import type { Tandem } from "./tandem.ts";

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
