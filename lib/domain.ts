/** The words that every layer shares (see ARCHITECTURE.md, vocabulary). Types and constants only. */

export const roles = ["annotator", "researcher", "admin"] as const;
export type Role = (typeof roles)[number];

/**
 * What a token of the API may do, never more than its person may: see and take out; bring labels in; bring in what else
 * there is, train, change items; set up and let people in.
 */
export const tokenActions = ["read", "label", "write", "admin"] as const;
export type TokenAction = (typeof tokenActions)[number];

/** What an address of somebody's can be told of (db/webhooks). */
export const webhookTypes = ["label.created", "run.finished", "export.ready", "aim.reached"] as const;
export type WebhookType = (typeof webhookTypes)[number];

/** What an entry of the audit log is about. */
export const auditKinds = ["sign-in", "session", "person", "project"] as const;
export type AuditKind = (typeof auditKinds)[number];

export const splits = ["train", "test"] as const;
export type Split = (typeof splits)[number];

/** Who answers: people and imported label columns are human, trained runs are machines; a review decides between them. */
export const raterKinds = ["human", "machine"] as const;
export const raterSources = ["column", "person", "run", "review"] as const;
export type RaterSource = (typeof raterSources)[number];

/**
 * Labels of several raters made one: by vote of all label columns, or of the people who answer here; what the columns
 * together make likely (Dawid–Skene); or what the team believes where people have answered, as probabilities or as
 * the likeliest class.
 */
export const pools = ["majority", "posterior", "people", "team", "team-hard"] as const;
export type Pool = (typeof pools)[number];

/** Why an item was served to a person. */
export const servingReasons = ["deferred", "audit"] as const;
export type ServingReason = (typeof servingReasons)[number];

/** What a person did with an item: gave a label, could not tell, or took the answer back. */
export const outcomes = ["label", "unsure", "withdrawn"] as const;
export type Outcome = (typeof outcomes)[number];

/** Of answers that are set aside: under way, done, on the way back, back. */
export const asideStates = ["setting", "set", "returning", "back"] as const;
export type AsideState = (typeof asideStates)[number];

export const runStates = ["queued", "running", "finished", "failed", "cancelled"] as const;
export type RunState = (typeof runStates)[number];

export const jobStates = ["queued", "running", "finished", "failed", "cancelled"] as const;
export type JobState = (typeof jobStates)[number];

/** Expected failures are values; bugs throw. `message` is one sentence for the person. */
export type Result<T> = { ok: true; value: T } | { ok: false; message: string };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const fail = (message: string): { ok: false; message: string } => ({ ok: false, message });

/** Why a project's queue is closed. */
export const closedBecause = ["accuracy", "questions", "hand"] as const;
export type ClosedBecause = (typeof closedBecause)[number];

/** What is done to many items at once. */
export const changeKinds = ["split", "tag", "untag", "aside", "back", "ask"] as const;
export type ChangeKind = (typeof changeKinds)[number];
