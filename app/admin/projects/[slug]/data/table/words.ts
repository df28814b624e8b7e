import type { TableKind } from "#lib/formats/item-tables/options.ts";

/** What the kinds of tables are called, and what each is for. */
export const kindWords: Record<TableKind, { name: string; hint: string }> = {
  counts: {
    name: "Counts or shares of labels",
    hint: "A number for each class: how many people gave it, or which share of them.",
  },
  answers: {
    name: "One answer each",
    hint: "Who said what of which picture, in any order; with the time it took, if it is known.",
  },
  predictions: {
    name: "Predictions of a model",
    hint: "A probability for each class, 1 in all. The model becomes a machine of the project. Bring only predictions of pictures that it did not learn from: nobody here can check it.",
  },
};

export const nameHints: Record<TableKind, string> = {
  counts: "Names the label column, such as CIFAR-10H.",
  answers: "Names the crowd, or the one worker. Workers who become columns keep their own names.",
  predictions: "Names the machine, such as ViT-B/16. “(from elsewhere)” stands behind it everywhere.",
};
