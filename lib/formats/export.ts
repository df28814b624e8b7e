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
  reason: ServingReason | null;
  inclusion: number | null;
  late: boolean | null;
  /** null for imported labels */
  servedAt: number | null;
  receivedAt: number;
};

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
  judgments: ExportedJudgment[];
};

/** A format that datasets are written in. To add one: a file with such a value and a line in index.ts. */
export type DatasetWriter = {
  id: string;
  /** for people */
  name: string;
  mime: string;
  /** of the file name, without the dot */
  extension: string;
  /** before the first item */
  head: string;
  /** text for one item, with its line ends */
  item(this: void, item: ExportedItem): string;
};
