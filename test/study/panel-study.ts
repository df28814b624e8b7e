import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { methods } from "#lib/methods/index.ts";
import { aggregated } from "#lib/study/data/aggregate.ts";
import { machineGroup } from "#lib/study/data/machine-group.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";

/**
 * CIFAR-10N with thirteen trained machines: three human columns and their majority on 50,000 images,
 * the machines' predictions (test/fixtures/panel) on the last 10,000.
 * @returns null where ../shared/data is absent
 */
export function panelStudy(): Study | null {
  const labels = join(import.meta.dirname, "..", "..", "..", "shared", "data", "cifar10n", "labels.csv");
  if (!existsSync(labels)) return null;
  const folder = join(import.meta.dirname, "..", "fixtures", "panel");
  const panel = description.parse(JSON.parse(readFileSync(join(folder, "panel.json"), "utf8")));
  const rows = z
    .array(z.record(z.string(), z.string()))
    .parse(parse(readFileSync(labels), { columns: true }));
  const column = (name: string) => Int16Array.from(rows, (row) => panel.classes.indexOf(row[name] ?? ""));
  const n = rows.length;
  const K = panel.classes.length;

  const humans = ["human1", "human2", "human3"].map((name, at): StudyRater => ({
    id: `column-${at + 1}`,
    name,
    kind: "human",
    source: "column",
    machine: null,
    answers: column(name),
    responseMs: null,
    version: 0,
  }));
  const machines = panel.runs.map(({ method, backbone }, at): StudyRater => {
    const known = methods.find(({ id }) => id === method);
    if (!known) throw new Error(`There is no method ${method}.`);
    const bytes = readFileSync(join(folder, `${method}.bin`));
    const m = bytes.length / (K + 1);
    const answers = new Int16Array(n).fill(-1);
    const confidence = new Float32Array(n).fill(NaN);
    const probabilities = new Float32Array(n * K).fill(NaN);
    for (let row = 0; row < m; row++) {
      const item = n - m + row;
      const own = Float32Array.from(bytes.subarray(row * (K + 1) + 1, (row + 1) * (K + 1)), (q) => q / 255);
      answers[item] = bytes[row * (K + 1)]!;
      confidence[item] = Math.max(...own);
      probabilities.set(own, item * K);
    }
    const group = machineGroup(known.nets, known.plan({}));
    return {
      id: `run-${at + 1}`,
      name: known.name,
      kind: "machine",
      source: "run",
      machine: { method: known.name, backbone, labels: "human1", group, probabilities, confidence },
      answers,
      responseMs: null,
      version: 0,
    };
  });
  return {
    n,
    classes: panel.classes,
    gold: column("clean"),
    itemIds: Int32Array.from({ length: n }, (_, item) => item + 1),
    raters: [...humans, aggregated(humans, n), ...machines],
    eta: 0.6,
    activeRater: "run-1",
  };
}

const description = z.object({
  classes: z.array(z.string()),
  runs: z.array(z.object({ method: z.string(), backbone: z.string() })),
});
