/**
 * What the analyses compare: raters' answers to the same items, as columns of equal length n.
 * Values in, values out; db/views/study-load.ts reads them.
 */

export type RaterKind = "human" | "machine";

/** Where a human's answers come from; a machine's come from a run. */
export type RaterSource = "column" | "person" | "aggregate" | "run";

/** How a machine was trained: the study's three groups (appendix B.4), heads on frozen features, and those that nobody here trained. */
export type MachineGroup =
  "from scratch" | "from a warm-up" | "two networks" | "pre-trained" | "from elsewhere" | "several as one";

export type StudyRater = {
  /** stable within the project: "column-3", "person-7", "run-12", "aggregate" */
  id: string;
  name: string;
  kind: RaterKind;
  source: RaterSource;
  /** of a machine; null for humans */
  machine: {
    method: string;
    backbone: string;
    /** whose labels it learnt from, by name */
    labels: string;
    group: MachineGroup;
    /** probabilities [n × K]; NaN in a row without a prediction */
    probabilities: Float32Array;
    /** largest probability [n]; NaN without a prediction */
    confidence: Float32Array;
  } | null;
  /** class index [n]; −1 without an answer */
  answers: Int16Array;
  /** trustworthy response times [n], ms; NaN where there is none; null for machines and columns without times */
  responseMs: Float64Array | null;
  /** in which order a person gave these answers [n], larger is later; −1 where there is no time; absent: not known */
  order?: Int32Array;
  /** of a crowd that is one label column: entropy of its people's answers [n], nats; NaN where it gave none */
  spread?: Float64Array;
  /** grows whenever an answer changes, so that what was computed from it can be kept until then */
  version: number;
};

export type Study = {
  /** items, in the order of their ordinals */
  n: number;
  classes: readonly string[];
  /** class index [n]; −1 where unknown */
  gold: Int16Array;
  /** database ids [n], for links to the pictures */
  itemIds: Int32Array;
  /** humans first (columns, people, then the aggregate of them), then machines */
  raters: readonly StudyRater[];
  /** the project's threshold */
  eta: number;
  /** id of the run that routes the project, "run-12"; null without one */
  activeRater: string | null;
};

export const isSingleHuman = ({ kind, source }: StudyRater): boolean =>
  kind === "human" && source !== "aggregate";
export const humansOf = (study: Study): StudyRater[] => study.raters.filter(({ kind }) => kind === "human");
export const machinesOf = (study: Study): StudyRater[] =>
  study.raters.filter(({ kind }) => kind === "machine");
/** Humans without the aggregate, which is made of them. */
export const singleHumans = (study: Study): StudyRater[] => study.raters.filter(isSingleHuman);
export const aggregateOf = (study: Study): StudyRater | undefined =>
  study.raters.find(({ source }) => source === "aggregate");
/** How many items the rater answered. */
export const answersOf = ({ answers }: StudyRater): number =>
  answers.reduce((n, answer) => (answer >= 0 ? n + 1 : n), 0);
