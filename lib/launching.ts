import { z } from "zod";

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

/**
 * Options of sbatch that Tandem itself gives, or that have it run something else, do nothing, or keep the order's
 * number to itself.
 */
const ownOptions = [
  ...["array", "chdir", "error", "export", "export-file", "gid", "help", "job-name", "output", "parsable"],
  ...["quiet", "test-only", "uid", "usage", "version", "wait", "wrap"],
];
/** The same in one letter, behind letters of options without a value, as in -Ho/path. */
const ownLetters = /^-[HkOsuv]*[aDehJoQVW]/;

/** Does sbatch take it for one of those? As everywhere on Linux, the beginning of a long name is enough. */
function isOwn(flag: string): boolean {
  if (!flag.startsWith("--")) return ownLetters.test(flag);
  const name = flag.slice(2).split("=")[0] ?? "";
  return ownOptions.some((own) => own.startsWith(name));
}

const flag = z
  .string()
  .regex(/^--?[A-Za-z][^\s\0]*$/, "Each begins with a hyphen; a value follows after =, without a space.")
  .refine((text) => !isOwn(text), "Tandem itself says what the job is called and where its output goes.");

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
  flags: z.array(flag).max(30),
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
export type LaunchSettings = z.output<typeof allFields>;

/** Settings of a project or a run, of which any may be left open. */
export const ownLaunch = chosenFields.partial();
export type OwnLaunch = z.output<typeof ownLaunch>;
/** Settings of the installation. */
export const installationLaunch = allFields.partial();
export type InstallationLaunch = z.output<typeof installationLaunch>;

export const launchSettings = allFields;

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

/** The settings that hold: a run's before its project's before the installation's. */
export function launchOf(
  installation: InstallationLaunch | null,
  project: OwnLaunch | null = null,
  run: OwnLaunch | null = null,
): LaunchSettings {
  const said = [installation, project, run].flatMap((layer) =>
    Object.entries(layer ?? {}).filter(([, value]) => value !== undefined),
  );
  return allFields.parse({ ...usualLaunch, ...Object.fromEntries(said) });
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
