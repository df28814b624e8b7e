import { z } from "zod";
import type { Db } from "#db/client.ts";
import { findProject } from "#db/dataset/projects.ts";
import { labelSources, type SourceChoice } from "#db/machines/label-sources.ts";
import type { Project } from "#db/schema.ts";
import { trainingOptions } from "#lib/train/options.ts";
import { modelParts } from "#lib/train/model.ts";
import { stopWith } from "./stop-with.ts";

/** What the commands that start trainings read from their arguments; each slip ends with a sentence. */

/** Flags that all of them have, for util.parseArgs. */
export const trainingFlags = {
  project: { type: "string" },
  labels: { type: "string" },
  epochs: { type: "string" },
  batch: { type: "string" },
  folds: { type: "string" },
  seed: { type: "string", default: "1" },
  options: { type: "string", default: "{}" },
  detach: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

export const projectCalled = (db: Db, slug: string): Project =>
  findProject(db, slug) ?? stopWith(`There is no project “${slug}”.`);

/** A column by its name, or `majority` or `people`. */
export function sourceCalled(db: Db, project: Project, name: string): SourceChoice {
  const choices = labelSources(db, project.id);
  const called = choices.find((choice) => choice.pool === null && choice.name === name);
  const found = called ?? choices.find(({ pool }) => pool === name);
  const known = choices.map(({ pool, name: column }) => pool ?? column).join(", ");
  return found ?? stopWith(`There are no labels “${name}”; there are ${known || "none at all"}.`);
}

/** The text after --options, and the options that have flags of their own. */
export function optionsFrom(
  text: string,
  flags: Record<string, string | undefined>,
): Record<string, unknown> {
  const numbers = Object.entries(flags).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Number(value)] as const],
  );
  return { ...jsonObject(text), ...Object.fromEntries(numbers) };
}

/** The worker checks again; here whoever typed it hears of it at once. */
export function checkTraining(options: Record<string, unknown>, project: Project): void {
  const checked = trainingOptions.safeParse(options);
  if (!checked.success) stopWith(z.prettifyError(checked.error));
  try {
    const { method } = modelParts(checked.data, { size: project.imageSize, classes: project.classes.length });
    method.plan(checked.data.hyper);
  } catch (error) {
    if (error instanceof z.ZodError) stopWith(z.prettifyError(error));
    if (error instanceof RangeError) stopWith(error.message);
    throw error;
  }
}

function jsonObject(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    return stopWith(`--options wants a JSON object, '{"translate": 4}' for instance; this is none: ${text}`);
  }
}
