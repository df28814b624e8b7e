import { z } from "zod";
import { pictureOfAddress, type RecordKind } from "#lib/formats/tables/record.ts";
import type { Cell } from "#lib/formats/tables/table.ts";

const choices = z.object({
  type: z.string().optional(),
  value: z.object({ choices: z.array(z.string()).optional() }).optional(),
});
const person = z.union([
  z.int(),
  z.string(),
  z.object({ email: z.string().optional(), id: z.int().optional() }),
]);
const annotation = z.object({
  completed_by: person.nullish(),
  was_cancelled: z.boolean().nullish(),
  /** seconds */
  lead_time: z.number().nullish(),
  result: z.array(choices).nullish(),
});
const task = z.object({
  id: z.union([z.int(), z.string()]).optional(),
  data: z.record(z.string(), z.unknown()),
  /** Tandem's own export says what the item is called, and who its annotators are */
  meta: z.object({ item: z.string().optional(), workers: z.array(z.string()).optional() }).nullish(),
  annotations: z.array(annotation),
});

/** Label Studio's JSON: a task a picture, with an annotation a person. Those without a choice, or cancelled, say nothing. */
export const labelStudio: RecordKind = {
  fits: (first) => task.safeParse(first).success,
  open: () => Promise.resolve({ columns: ["item", "worker", "label", "ms"], rowsOf }),
};

function rowsOf(entry: unknown): Cell[][] | string {
  const parsed = task.safeParse(entry);
  if (!parsed.success) return "The task is none of Label Studio’s.";
  const { data, meta, annotations } = parsed.data;
  const address = data.image ?? data.img ?? Object.values(data).find((value) => typeof value === "string");
  const item = meta?.item ?? (typeof address === "string" ? pictureOfAddress(address) : "");
  const names = namesOf(
    annotations.map(({ completed_by }) => idOf(completed_by)),
    meta?.workers,
  );
  const rows = [];
  for (const [i, { was_cancelled, lead_time, result }] of annotations.entries()) {
    const said = [...new Set((result ?? []).flatMap(({ value }) => value?.choices ?? []))];
    const [label, second] = said;
    if (was_cancelled === true || label === undefined) continue;
    if (second !== undefined) return `An annotation has ${said.length} choices; an item has one class.`;
    rows.push([
      item,
      names[i] ?? "",
      label,
      typeof lead_time === "number" ? Math.round(1e6 * lead_time) / 1000 : null,
    ]);
  }
  return rows;
}

function idOf(by: z.output<typeof person> | null | undefined): string {
  if (by === null || by === undefined) return "annotator";
  return typeof by === "object" ? (by.email ?? String(by.id ?? "annotator")) : String(by);
}

/** Tandem numbers people for Label Studio and says their names beside the task, in the order of their annotations. */
function namesOf(ids: readonly string[], workers: readonly string[] | undefined): readonly string[] {
  const different = [...new Set(ids)];
  if (workers?.length !== different.length) return ids;
  return ids.map((id) => workers[different.indexOf(id)] ?? id);
}
