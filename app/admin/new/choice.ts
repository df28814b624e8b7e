import type { SplitValues } from "./split-choice.tsx";
import type { Uploaded } from "../../_ui/upload.tsx";
import type { Roles } from "#lib/formats/column-guess.ts";
import type { ImportOptions } from "#lib/formats/import-options.ts";

/** Everything the import form holds. */
export type ImportChoice = {
  name: string;
  /** null: made from the name */
  slug: string | null;
  images: Uploaded | null;
  labels: Uploaded | null;
  /** null: as the server guesses them */
  roles: Roles | null;
  classes: string;
  split: SplitValues;
  imageSize: string;
  onProblem: string;
};

const noSplit: SplitValues = { kind: "none", train: "", test: "20", seed: "1" };

/** @param project the one that is imported into, if it is there already */
export const emptyChoice = (project?: { imageSize: number }): ImportChoice => ({
  name: "",
  slug: null,
  images: null,
  labels: null,
  roles: null,
  classes: "",
  split: noSplit,
  imageSize: String(project?.imageSize ?? 32),
  onProblem: "skip",
});

/** The form as it was when an earlier import was asked for. @param files its uploads; null when they are gone */
export function choiceOf(
  { project, columns, classes, split, imageSize, onProblem }: ImportOptions,
  files: { images: Uploaded; labels: Uploaded | null } | null,
): ImportChoice {
  const { file, gold, humans } = columns;
  const column = split.kind === "column" ? split.name : null;
  return {
    name: project.name ?? project.slug,
    slug: project.slug,
    images: files?.images ?? null,
    labels: files?.labels ?? null,
    roles: file === null ? null : { file, gold, humans, split: column },
    classes: classes?.join("\n") ?? "",
    split: splitValues(split),
    imageSize: String(imageSize),
    onProblem,
  };
}

function splitValues(split: ImportOptions["split"]): SplitValues {
  if (split.kind === "first") return { ...noSplit, kind: "first", train: String(split.train) };
  if (split.kind === "fraction") {
    const percent = String(+(100 * split.test).toFixed(3));
    return { ...noSplit, kind: "fraction", test: percent, seed: String(split.seed) };
  }
  return { ...noSplit, kind: split.kind };
}
