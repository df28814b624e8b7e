import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type OwnLaunch, ownLaunch } from "#lib/launching.ts";
import { allowedValues, describe } from "#lib/schema-words.ts";
import { headEpochs } from "#lib/train/head-epochs.ts";
import { optionFields } from "#lib/train/options.ts";
import type { Db } from "#db/client.ts";
import { beatMs, listWorkers } from "#db/jobs/workers.ts";
import { labelSources, type SourceChoice } from "#db/machines/label-sources.ts";
import { encoderCalled, listEncoders } from "#db/features/encoders.ts";
import type { Encoder, Project } from "#db/schema.ts";
import { stop } from "./command.ts";

/** What the commands that start trainings have in common. Options are checked where a run is started. */

const optionNumber = (name: "epochs" | "batch" | "folds", about: string) => {
  const schema = optionFields.shape[name];
  const preset = JSON.stringify(describe(schema).default);
  return z
    .number()
    .optional()
    .describe(`${about} (${allowedValues(schema)}; default ${preset})`);
};

const withFlags = new Set(["method", "backbone", "seed", "epochs", "batch", "folds"]);
const others = Object.keys(optionFields.shape).filter((name) => !withFlags.has(name));

export const trainingFlags = {
  project: z.string().describe("short name of the project").meta({ value: "SLUG" }),
  epochs: optionNumber(
    "epochs",
    `how often all labels are gone through (of a head on features ${headEpochs})`,
  ),
  batch: optionNumber("batch", "images a step"),
  folds: optionNumber("folds", "2 or more: cross-fitting over labelled items of every split"),
  seed: z.number().default(1).describe("the same seed gives the same weights"),
  features: z
    .string()
    .optional()
    .describe("learn from the features of this pre-trained encoder (npm run features), not from the pictures")
    .meta({ value: "NAME" }),
  options: z
    .string()
    .default("{}")
    .describe(`other options as JSON, '{"translate": 4}' say: ${others.join(", ")}`)
    .meta({ value: "JSON" }),
  launch: z
    .string()
    .optional()
    .describe(`where it is done, if not where the project says: '{"launcher": "slurm", "cards": 1}' say`)
    .meta({ value: "JSON" }),
  detach: z.boolean().default(false).describe("only put it in the queue"),
};

/** The options as startRun wants them: those of --options, and those with flags of their own. */
export function optionsFrom(given: {
  options: string;
  features?: string | undefined;
  epochs?: number | undefined;
  batch?: number | undefined;
  folds?: number | undefined;
}): Record<string, unknown> {
  const { options, features, epochs, batch, folds } = given;
  const own = Object.entries({ epochs, batch, folds }).filter(([, value]) => value !== undefined);
  const usual = features === undefined ? {} : { epochs: headEpochs };
  return { ...usual, ...jsonObject(options), ...Object.fromEntries(own) };
}

/** Where --launch wants it done; null: where the project says. */
export function launchFrom({ launch }: { launch?: string | undefined }): OwnLaunch | null {
  if (launch === undefined) return null;
  try {
    return z.strictObject(ownLaunch.shape).parse(JSON.parse(launch));
  } catch {
    const known = Object.keys(ownLaunch.shape).join(", ");
    return stop(`--launch wants a JSON object with some of ${known}, and cannot be ${launch}.`);
  }
}

function jsonObject(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    return stop(`--options wants a JSON object, such as '{"translate": 4}', and cannot be ${text}.`);
  }
}

/** The encoder called so; null where none is asked for. */
export function encoderNamed(db: Db, name: string | undefined): Encoder | null {
  if (name === undefined) return null;
  const known = listEncoders(db).map((encoder) => encoder.name);
  return (
    encoderCalled(db, name) ??
    stop(
      `There is no encoder “${name}”; ${known.length > 0 ? `there is ${known.join(", ")}` : "npm run features -- add FILE adds one"}.`,
    )
  );
}

/** A column by its name, or a pool by its own: majority, posterior, people, team, team-hard. */
export function sourceCalled(db: Db, project: Project, name: string): SourceChoice {
  const choices = labelSources(db, project.id);
  const column = choices.find((choice) => choice.pool === null && choice.name === name);
  const known = choices.map((choice) => choice.pool ?? choice.name).join(", ");
  return (
    column ??
    choices.find(({ pool }) => pool === name) ??
    stop(`There are no labels “${name}”; there are ${known || "none at all"}.`)
  );
}

/** Says so when no worker gives a sign of life; watches for a moment to know. */
export async function warnWithoutWorker(db: Db): Promise<void> {
  if (!(await workerLives(db)))
    console.log(
      "No worker is running: start one with `npm start` or, in another terminal, `npm run worker`.",
    );
}

async function workerLives(db: Db): Promise<boolean> {
  const first = new Map(listWorkers(db).map(({ id, beats }) => [id, beats]));
  if (first.size === 0) return false;
  const until = performance.now() + 3 * beatMs;
  while (performance.now() < until) {
    if (listWorkers(db).some(({ id, beats }) => first.get(id) !== beats)) return true;
    await sleep(100);
  }
  return false;
}
