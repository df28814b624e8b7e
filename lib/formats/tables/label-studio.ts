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
  ground_truth: z.boolean().nullish(),
  result: z.array(choices).nullish(),
});
const task = z.object({
  id: z.union([z.int(), z.string()]).optional(),
  data: z.record(z.string(), z.unknown()),
  /** Tandem's own export says what the item is called, who its annotators are, its gold label and split */
  meta: z
    .object({
      item: z.string().optional(),
      workers: z.array(z.string()).optional(),
      gold: z.string().nullish().catch(null),
      split: z.string().nullish().catch(null),
    })
    .nullish(),
  annotations: z.array(annotation),
});

/** Label Studio's JSON: a task a picture, with an annotation a person. One that is empty or cancelled says nothing. */
export const labelStudio: RecordKind = {
  fits: (first) => task.safeParse(first).success,
  open: () => Promise.resolve({ columns: ["item", "worker", "label", "ms"], rowsOf }),
};

const noTask = "This is not a task of Label Studio’s.";

function rowsOf(entry: unknown): (Cell[] | string)[] | string {
  const parsed = task.safeParse(entry);
  if (!parsed.success) return noTask;
  const { meta, annotations } = parsed.data;
  const { item, picture } = pictureOf(parsed.data);
  const names = namesOf(
    annotations.map(({ completed_by }) => idOf(completed_by)),
    meta?.workers,
  );
  const rows: (Cell[] | string)[] = [];
  for (const [i, { was_cancelled, lead_time, result }] of annotations.entries()) {
    const said = choicesIn(result);
    const [label, second] = said;
    if (was_cancelled === true) continue;
    if (second !== undefined) rows.push(`An annotation has ${said.length} choices; an item has one class.`);
    else if (label !== undefined)
      rows.push([
        item || picture,
        names[i] ?? "",
        label,
        typeof lead_time === "number" ? Math.round(1e6 * lead_time) / 1000 : null,
      ]);
    else if (result?.some(({ value }) => value?.choices === undefined))
      rows.push(`Annotation ${i + 1} of the task has no choice; boxes and the like are not labels.`);
  }
  return rows;
}

const choicesIn = (result: z.output<typeof annotation>["result"]): string[] => [
  ...new Set((result ?? []).flatMap(({ value }) => value?.choices ?? [])),
];

/** Where the picture of a task lies, and what Tandem's own export says its item is called; "" elsewhere. */
function pictureOf({ data, meta }: z.output<typeof task>): { picture: string; item: string } {
  const address = data.image ?? data.img ?? Object.values(data).find((value) => typeof value === "string");
  const picture = typeof address === "string" ? pictureOfAddress(address) : "";
  return { picture, item: meta?.item ?? "" };
}

/** What a task says of its picture, whoever said it; or why it cannot be used. */
export type TaskPicture = { picture: string; item: string; gold: string; split: string; choices: string[] };

/** Gold is what Tandem's own export calls so, or the choice of the annotation that is marked as ground truth. */
export function taskPicture(entry: unknown): TaskPicture | string {
  const parsed = task.safeParse(entry);
  if (!parsed.success) return noTask;
  const { meta, annotations } = parsed.data;
  const [truth = "", second] = choicesIn(annotations.find(({ ground_truth }) => ground_truth)?.result);
  const gold = meta?.gold ?? (second === undefined ? truth : "");
  const choices = annotations.flatMap(({ result }) => choicesIn(result));
  return { ...pictureOf(parsed.data), gold, split: meta?.split ?? "", choices };
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
