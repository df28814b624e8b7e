import { maxMatrixClasses } from "#lib/study/data/tallies.ts";

/** Why a block cannot be computed, and what would let it be: one sentence each, for all sections. */
export const needs = {
  gold: "No item has a gold label, and there is no aggregate of people's answers to compare with.",
  "answers with gold": "Nobody has answered an item with a gold label.",
  "people with gold": "No person has answered an item with a gold label.",
  "aggregate's items": "No item has a gold label, and no rater shares an item with the aggregate.",
  machine: "This needs a machine with predictions. Start a training run.",
  "machine with gold":
    "This needs a machine with predictions on items with a gold label. Start a training run.",
  "two machines": "This needs at least two machines that predicted the same items.",
  "three machines": "This needs at least three machines that predicted the same items.",
  "person and machine": "This needs a person and a machine who answered the same items with gold.",
  "two people": "This needs at least two people who answered the same items with gold.",
  people: "This needs people who answered at least half of the items that the machines predicted.",
  partner:
    "Nobody else has answered at least half of the items that the machine predicted. The Watch page shows what people's answers to the deferred items contribute.",
  "two raters": "This needs two raters who answered the same items.",
  "two raters with gold": "This needs two raters who answered the same items with gold.",
  "group of raters": "This needs two people, or two machines, who answered the same items.",
  "right and wrong":
    "No two raters share items with gold on which each is sometimes right and sometimes wrong.",
  "shared mistakes": "No two raters are ever wrong on the same item.",
  "three classes":
    "With two classes, two raters that are both wrong say the same: what they say cannot differ. This needs three classes.",
  "two types of pairs":
    "This needs shared mistakes in at least two of the three types of pairs: two people and a machine, or two machines and a person.",
  "common items": "No item with gold was answered by all of the raters compared.",
  "more items": "There are too few items to choose η on some and measure accuracy on the others.",
  "items for fits":
    "This needs a hundred items with gold that the machine and the people answered: half of them to fit on, half to measure on.",
  "fuller bins": "No bin holds enough answers of any one rater. Choose fewer bins, or label more items.",
  lines: "No measure of difficulty has three bins with enough answers, so no line can be fitted.",
  "two lines": "No measure of difficulty has both a line for people and a line for machines.",
  "response times":
    "There are no response times on items with gold. Let people label on the annotation page, or import labels with a column of times.",
  "timed answers":
    "Nobody has twenty answers with a trustworthy time yet. Let people label on the annotation page, or import labels with a column of times.",
  "timed answers shared":
    "No picture with a timed answer was answered by anybody else. Let several people answer the same pictures.",
  groups:
    "All machines share the same labels, backbone and kind of training, so there are no groups to compare.",
  "fewer classes": `Confusion matrices are kept for projects of up to ${maxMatrixClasses} classes.`,
  mistakes: "The machine defers nothing at this η, and no mistake of it is known.",
} as const;

export type Need = keyof typeof needs;
