import { z } from "zod";
import { sbatchFlag } from "./sbatch-flags.ts";

/** Where trainings, predictions and features are made, and what a scheduler is asked for. */

/** Each has its file in workers/launchers. */
export const launcherIds = ["local", "slurm", "kubernetes"] as const;
export type LauncherId = (typeof launcherIds)[number];
/** What people call them. */
export const launcherNames: Readonly<Record<LauncherId, string>> = {
  local: "this machine",
  slurm: "Slurm",
  kubernetes: "Kubernetes",
};

const word = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `At most ${most} characters.`)
    .regex(/^([A-Za-z0-9][A-Za-z0-9._/:@,-]*)?$/, "Letters, digits and . _ / : @ , - only.");
const absolute = z
  .string()
  .trim()
  .max(500)
  .regex(/^(\/[^\0\n]*)?$/, "A path that begins with a slash.");

/** What a project or a run may choose for itself. */
export const chosenFields = z.object({
  launcher: z.enum(launcherIds),
  /** Slurm's partition, or Kueue's local queue; empty: the default one */
  queue: word(100),
  /** graphics cards of a task */
  cards: z.int().min(0).max(64),
  /** Slurm's type of them, or Kubernetes' resource name; empty: any, or nvidia.com/gpu */
  cardKind: word(100),
  /** cores of a task */
  cores: z.int().min(1).max(1024),
  /** memory of a task, MB; null: the scheduler's default */
  memory: z.int().min(100).max(100_000_000).nullable(),
  /** after so many minutes a task is stopped, and goes on as a new one; null: the scheduler's default */
  minutes: z.int().min(1).max(1_000_000).nullable(),
});

/** What only who looks after the installation may say: a scheduler runs it in Tandem's name. */
const operatorFields = z.object({
  /** more options of sbatch */
  flags: z.array(sbatchFlag).max(30),
  /** what starts Tandem on a node, before "job FOLDER"; empty: this Node and this code, at the same place there */
  command: z.string().trim().max(1000),
  namespace: word(63),
  /** container image with Tandem's code */
  image: word(300),
  /** volume claim that holds the shared folder, and where it is mounted: the same place as here */
  claim: word(253),
  mount: absolute,
});

const allFields = chosenFields.extend(operatorFields.shape);

/** What is asked of a launcher, with nothing left open. Rules may have become stricter since it was written. */
export const launchSettings = allFields.extend({ flags: z.array(z.string()) });
export type LaunchSettings = z.output<typeof launchSettings>;

/** What a project or a run says of one launcher; what is left out is as somebody else says. */
export const ownLaunch = chosenFields.partial();
export type OwnLaunch = z.output<typeof ownLaunch>;
/** The same of the installation. */
export const installationLaunch = allFields.partial();
export type InstallationLaunch = z.output<typeof installationLaunch>;

/** Which launcher is in force, and what each is asked for: whoever chooses another for a while finds it again. */
const kept = <Asked extends z.ZodType>(asked: Asked) =>
  z.object({
    launcher: z.enum(launcherIds).optional(),
    slurm: asked.optional(),
    kubernetes: asked.optional(),
  });
/** What a project keeps; without a launcher it is done as the installation says. */
export const projectLaunches = kept(ownLaunch.omit({ launcher: true }));
export type ProjectLaunches = z.output<typeof projectLaunches>;
export const installationLaunches = kept(launchSettings.omit({ launcher: true }).partial());
export type InstallationLaunches = z.output<typeof installationLaunches>;

type Kept<Asked> = {
  launcher?: LauncherId | undefined;
  slurm?: Asked | undefined;
  kubernetes?: Asked | undefined;
};
/** A choice of a launcher, and what it is asked for. */
export type Choice<Asked> = Omit<Asked, "launcher"> & { launcher: LauncherId };

/** What is kept once somebody has chosen. @param choice null: as somebody else says */
export function withChoice<Asked>(
  before: Kept<Asked> | null,
  choice: (Asked & { launcher: LauncherId }) | null,
): Kept<Asked> {
  const others = { ...before };
  delete others.launcher;
  if (choice === null) return others;
  const { launcher, ...asked } = choice;
  return launcher === "local" ? { ...others, launcher } : { ...others, launcher, [launcher]: asked };
}

export const usualLaunch: LaunchSettings = {
  launcher: "local",
  queue: "",
  cards: 0,
  cardKind: "",
  cores: 2,
  memory: null,
  minutes: null,
  flags: [],
  command: "",
  namespace: "default",
  image: "",
  claim: "",
  mount: "",
};

/** The settings that hold: a run's before its project's before the installation's, as far as they are of one launcher. */
export function launchOf(
  installation: InstallationLaunches | null,
  project: ProjectLaunches | null = null,
  run: OwnLaunch | null = null,
): LaunchSettings {
  const launcher = run?.launcher ?? project?.launcher ?? installation?.launcher ?? usualLaunch.launcher;
  const of = (layer: InstallationLaunches | null) => (launcher === "local" ? null : layer?.[launcher]);
  const said = [of(installation), project?.launcher === launcher ? of(project) : null, run].flatMap((layer) =>
    Object.entries(layer ?? {}).filter(([, value]) => value !== undefined),
  );
  return launchSettings.parse({ ...usualLaunch, ...Object.fromEntries(said), launcher });
}

/** What the note of a job tells that is done elsewhere. */
export const elsewhereNote = z.object({
  elsewhere: z.object({
    launcher: z.enum(launcherIds),
    /** parts that wait for a place, are being done, and are done */
    waiting: z.int(),
    running: z.int(),
    done: z.int(),
    /** nodes that they run on, or what the first of them waits for */
    detail: z.string(),
    /** why the scheduler does not take the others for now; empty: it was not asked yet, or takes them */
    refused: z.string().default(""),
  }),
});
export type ElsewhereNote = z.output<typeof elsewhereNote>;
