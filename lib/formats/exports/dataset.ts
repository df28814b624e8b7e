import type { Outcome, RaterSource, ServingReason, Split } from "#lib/domain.ts";
import type { Decider } from "#lib/teaming/policies/policy.ts";

/** One judgment as it leaves the house. Class names, not indices; instants in ms since 1970 UTC, durations in ms. */
export type ExportedJudgment = {
  /** label column or run by name; people as person-<number> unless names were asked for */
  rater: string;
  raterSource: RaterSource;
  outcome: Outcome;
  label: string | null;
  /** the rater's answer for the item as it stands: their newest, unless it was withdrawn */
  current: boolean;
  /** an admin has set it aside: it counts for nothing until it is taken back */
  setAside: boolean;
  responseMs: number | null;
  visibleMs: number | null;
  hiddenCount: number | null;
  input: string | null;
  quality: string | null;
  /** answered in the grid with others at once: which batch, how many answers it had, and how long all took together */
  batch: number | null;
  batchAnswers: number | null;
  batchMs: number | null;
  reason: ServingReason | null;
  inclusion: number | null;
  late: boolean | null;
  /** null for imported labels */
  servedAt: number | null;
  receivedAt: number;
};

/** A remark for the reviewers; `by` as `rater` of a judgment. */
export type ExportedFlag = { by: string; comment: string; at: number; resolved: boolean };

/** One item with everything that was said about it. */
export type ExportedItem = {
  project: string;
  item: string;
  ordinal: number;
  /** SHA-256 of the original file, hex */
  sha256: string;
  split: Split | null;
  gold: string | null;
  /** where the gold label comes from: the data, or a review's decision; null without one */
  goldSource: "data" | "review" | null;
  /** null: the active run did not predict the item, or there is none */
  machine: { run: string; label: string | null; confidence: number | null } | null;
  /** η in force at the export */
  eta: number;
  /** null: the item is not routed (no active run, or an item that the run may have learnt from) */
  deferred: boolean | null;
  team: {
    label: string | null;
    /** whose word it is; "none" where nobody says anything, or people are at odds */
    source: Decider;
    /** how sure the team is of it, the largest of its probabilities; null without a label */
    belief: number | null;
    policy: string;
    /** number of the fit that the belief was made with; null for a policy without parameters */
    fit: number | null;
  };
  /** what a review decided where people differ; its label is null where it could not be decided */
  review: { label: string | null; at: number } | null;
  /** names of the tags that it carries, in the order of the alphabet */
  tags: string[];
  /** what people remarked of it, oldest first; remarks that were taken back are left out */
  flags: ExportedFlag[];
  judgments: ExportedJudgment[];
};

/** A picture as it was imported, byte for byte. */
export type ExportedPicture = { bytes: Uint8Array; mime: string; width: number; height: number };

/** What is known of an export as a whole: of the project at the moment when it began. */
export type ExportFacts = {
  project: {
    slug: string;
    name: string;
    description: string;
    classes: readonly string[];
    /** what is said of each class, by its index; "" of one that nothing is said of */
    descriptions: readonly string[];
    synthetic: boolean;
  };
  /** version and revision of Tandem that wrote it */
  tandem: string;
  /** when it began, ms since 1970 UTC */
  at: number;
  /** where the project lives, as an address or a URN */
  address: string;
  /** as somebody wrote it: an SPDX identifier, an address or a sentence; "" when nobody has */
  licence: string;
  /** people by their sign-in names; else numbered, the same number for a person throughout */
  names: boolean;
  /** a filter of the item browser, or how many single items; null: all that are not set aside */
  selection: { filter: string } | { chosen: number } | null;
  /** items of the project, the first of which and the newest judgment bound what is in it */
  items: number;
  cursor: number;
  /** what decides */
  policy: string;
  eta: number;
  fit: { number: number; at: number; answers: number; imported: number; gold: number } | null;
  run: {
    number: number;
    name: string;
    method: string;
    backbone: string;
    /** whose labels it learnt from */
    labels: string;
    /** name of the pre-trained encoder below it; null: it learnt from these pictures alone */
    preTrained: string | null;
    /** its predictions came in from elsewhere: nobody here knows how they were made */
    elsewhere: boolean;
    trainItems: number | null;
    tandem: string | null;
  } | null;
  /** how people are asked: by how many each item, and which share of what the machine keeps is checked */
  asked: { overlap: number; auditRate: number };
  /** what was known of accuracies at the last look at the project, in [0, 1] */
  known: {
    at: number;
    machine: number | null;
    team: { value: number; low: number; high: number; by: "gold" | "audit"; n: number } | null;
  } | null;
};

/** What a format writes: pages of items in their order, to be gone through once, and their pictures. */
export type DatasetSource = {
  facts: ExportFacts;
  pages: Iterable<readonly ExportedItem[]>;
  /** @param sha256 of an item of the page that was taken last @throws Error when its bytes are not to be had */
  picture: (sha256: string) => Promise<ExportedPicture>;
};
