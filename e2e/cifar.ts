import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "./dataset.ts";
import type { Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";
import { storePanel } from "../test/study/store-panel.ts";

const data = join(import.meta.dirname, "..", "..", "shared", "data");
const zip = join(data, "cifar10", "train.zip");
const table = join(data, "cifar10n", "labels.csv");

export const cifarIsHere = (): boolean => existsSync(zip) && existsSync(table);

/**
 * The last images of CIFAR-10N with its three annotators, and the thirteen machines of
 * test/fixtures/panel, as the project cifar10n.
 * @returns how many images the machines predict; null when the data are not beside the project
 */
export function importCifar(tandem: Tandem, { images }: { images: number }): number | null {
  if (!cifarIsHere()) return null;
  const rows = readFileSync(table, "utf8").trimEnd().split("\n");
  const labels = join(mkdtempSync(join(tmpdir(), "tandem-cifar-")), "labels.csv");
  writeFileSync(labels, [rows[0], ...rows.slice(1).slice(-images)].join("\n"));
  const columns = ["--gold", "clean", "--humans", "human1,human2,human3"];
  command(tandem, "import", "--project", "cifar10n", "--images", zip, "--labels", labels, ...columns);
  return inDatabase(tandem, (db) => storePanel(db, "cifar10n", Date.now()));
}
