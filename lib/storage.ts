/** What takes room in the data folder. */
export const storageKinds = [
  "database",
  "pictures",
  "cache",
  "decoded",
  "features",
  "encoders",
  "weights",
  "exports",
  "uploads",
  "jobs",
  "backups",
  "log",
  "other",
] as const;
export type StorageKind = (typeof storageKinds)[number];

type Words = {
  name: string;
  /** whether it goes, and what is lost then */
  fate: string;
};

export const storageWords: Readonly<Record<StorageKind, Words>> = {
  database: { name: "Database", fate: "People, answers, predictions and settings. It stays." },
  pictures: {
    name: "Pictures",
    fate: "As they were imported, equal ones once. They stay as long as a project has them.",
  },
  cache: {
    name: "Pictures fetched from the bucket",
    fate: "Those that were looked at lately, up to a limit. Fetched again when somebody wants them.",
  },
  decoded: { name: "Decoded pictures", fate: "What trainings read. Made again where they are missing." },
  features: {
    name: "Features",
    fate: "What encoders saw in the pictures. They go with their encoder and can be made again.",
  },
  encoders: { name: "Encoders", fate: "Files that somebody added. One goes when somebody removes it." },
  weights: { name: "Weights and models of runs", fate: "The rule for weights says how long they stay." },
  exports: { name: "Exports", fate: "They go two weeks after they were made." },
  uploads: {
    name: "Uploads",
    fate: "They wait for their import. Unfinished ones go after a day, finished ones after a week.",
  },
  jobs: {
    name: "Job folders",
    fate: "Work under way. They go with its result, or a week after it failed.",
  },
  backups: {
    name: "Copies before upgrades and restores",
    fate: "The last three before upgrades are kept. Those before restores are yours to remove.",
  },
  log: { name: "Log", fate: "At most six files of 10 MB." },
  other: { name: "Other files", fate: "Locks and keys, and what is not Tandem’s." },
};

/** What a run without its weights can still do, and what it cannot. */
export const weightsLost =
  "A run without its weights keeps its predictions, so labels, exports, comparisons and the study stay as they are. It can no longer look at new pictures or be taken home as a model.";
