import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { at } from "#lib/array.ts";

/** The panel fixture and CIFAR-10N's three people, as columns of the last 10,000 items. */
export type Panel = {
  classes: number;
  n: number;
  gold: Int32Array;
  /** labels of human1 … human3 [n] */
  people: readonly Int32Array[];
  /** of the other 40,000 items, that no machine predicts */
  training: { gold: Int32Array; people: readonly Int32Array[] };
  machines: readonly { method: string; accuracy: number; probabilities: Float32Array; top: Uint8Array }[];
};

const described = z.object({
  classes: z.array(z.string()),
  runs: z.array(z.object({ method: z.string(), accuracy: z.number() })),
});

/** @param data folder with cifar10n/labels.csv */
export function loadPanel(data: string): Panel {
  const folder = join(import.meta.dirname, "..", "..", "fixtures", "panel");
  const { classes: names, runs } = described.parse(
    JSON.parse(readFileSync(join(folder, "panel.json"), "utf8")),
  );
  const classes = names.length;
  const [head = "", ...lines] = readFileSync(join(data, "cifar10n", "labels.csv"), "utf8")
    .trim()
    .split("\n");
  const columns = head.trim().split(",");
  const rows = lines.map((line) => line.trim().split(","));
  const column = (name: string) => {
    const place = columns.indexOf(name);
    return Int32Array.from(rows, (row) => names.indexOf(row[place] ?? ""));
  };
  const from = 40_000;
  const gold = column("clean");
  const people = ["human1", "human2", "human3"].map(column);
  const n = gold.length - from;
  return {
    classes,
    n,
    gold: gold.subarray(from),
    people: people.map((labels) => labels.subarray(from)),
    training: { gold: gold.subarray(0, from), people: people.map((labels) => labels.subarray(0, from)) },
    machines: runs.map(({ method, accuracy }) => {
      const bytes = readFileSync(join(folder, `${method}.bin`));
      const probabilities = new Float32Array(n * classes);
      const top = new Uint8Array(n);
      for (let i = 0; i < n; i++) {
        const row = i * (classes + 1);
        top[i] = at(bytes, row);
        let sum = 0;
        for (let k = 0; k < classes; k++) sum += at(bytes, row + 1 + k);
        // the fixture holds whole 255ths
        for (let k = 0; k < classes; k++) probabilities[i * classes + k] = at(bytes, row + 1 + k) / sum;
      }
      return { method, accuracy, probabilities, top };
    }),
  };
}
