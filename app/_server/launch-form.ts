import { z } from "zod";
import { typedInt } from "./typed-number.ts";
import type { LaunchProblems } from "#lib/launch-problems.ts";
import { type Choice, chosenFields, installationLaunch, type OwnLaunch } from "#lib/launching.ts";

/** Where trainings are done, as forms send it: fields of another launcher are not there. */

const orNothing = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === "" ? null : value), schema.nullable());
const { queue, cards, cardKind, cores, memory, minutes, launcher } = chosenFields.shape;

const typed = {
  queue: queue.optional(),
  cards: typedInt.pipe(cards).optional(),
  cardKind: cardKind.optional(),
  cores: typedInt.pipe(cores).optional(),
  memory: orNothing(typedInt.pipe(memory.unwrap())).optional(),
  minutes: orNothing(typedInt.pipe(minutes.unwrap())).optional(),
};

/** Of a project or a run; an empty launcher: as somebody else says. */
export const ownLaunchFields = { launcher: z.union([z.literal(""), launcher]).default(""), ...typed };
/** @returns null: as somebody else says */
export const ownLaunchOf = ({
  launcher: chosen,
  ...rest
}: z.output<z.ZodObject<typeof ownLaunchFields>>): Choice<OwnLaunch> | null =>
  chosen === "" ? null : { launcher: chosen, ...rest };

const { command, namespace, image, claim, mount, flags } = installationLaunch.shape;
export const installationForm = z.object({
  launcher,
  ...typed,
  ...{ command, namespace, image, claim, mount },
  flags: z
    .string()
    .optional()
    .transform((text) => text?.split(/\s+/).filter(Boolean))
    .pipe(flags),
});

/** What a form answers of fields that a scheduler would refuse. */
export const refusedFields = (problems: LaunchProblems) => ({
  ok: false,
  message: "Please look at the marked fields.",
  fields: problems,
});
