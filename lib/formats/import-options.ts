import { z } from "zod";
import { slug } from "#lib/formats/slug.ts";

/** How items are divided into those that train and those that are predicted. */
export const splitOption = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("none") }),
  /** the first rows train, the rest are the test split */
  z.object({ kind: z.literal("first"), train: z.int().min(1) }),
  /** that share of the rows, to the nearest whole item, chosen by seed and name */
  z.object({ kind: z.literal("fraction"), test: z.number().gt(0).lt(1), seed: z.int().min(0).default(1) }),
  /** a column of the label file that says train or test */
  z.object({ kind: z.literal("column"), name: z.string().min(1) }),
]);
export type SplitOption = z.output<typeof splitOption>;

/** A column called like a label column with this suffix holds its response times, in milliseconds. */
export const timeSuffix = "_ms";

/** What an import is asked to do; stored with the import. */
export const importOptions = z.object({
  project: z.object({
    slug,
    /** these count only when the project is new */
    name: z.string().trim().min(1).max(100).optional(),
    description: z.string().trim().max(2000).default(""),
    instructions: z.string().trim().max(5000).default(""),
    synthetic: z.boolean().default(false),
    /** labels a class with which the first training starts by itself; 0: never */
    firstRunLabels: z.int().min(0).max(10_000).default(20),
  }),
  /** folder or zip */
  images: z.string().min(1),
  /** CSV; null: every image is an item and its folder names its class */
  labels: z.string().min(1).nullable().default(null),
  columns: z
    .object({
      /** null: "file" where there is such a column, else the first */
      file: z.string().min(1).nullable().default(null),
      gold: z.string().min(1).nullable().default(null),
      humans: z.array(z.string().min(1)).max(100).default([]),
    })
    .default({ file: null, gold: null, humans: [] }),
  /** in the order of the answer buttons; null: those that occur, alphabetically */
  classes: z.array(z.string()).min(1).nullable().default(null),
  /** columns of human labels may bring classes that the gold column lacks: a person has seen them and wants them */
  addClasses: z.boolean().default(false),
  split: splitOption.default({ kind: "none" }),
  /** side of the square training images, pixels */
  imageSize: z.int().min(8).max(512).default(32),
  /** skip: keep the good rows; abort: keep nothing when any row is bad */
  onProblem: z.enum(["skip", "abort"]).default("skip"),
  /** where the data came from, as the person would name it; default: the images' path */
  source: z.string().max(500).optional(),
  /** what uploaded files are called on the person's own computer */
  uploaded: z.object({ images: z.string().max(200), labels: z.string().max(200).nullable() }).optional(),
});
export type ImportOptions = z.output<typeof importOptions>;
export type ImportRequest = z.input<typeof importOptions>;
