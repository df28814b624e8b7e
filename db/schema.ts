import { and, eq, gt, ne, notExists, sql } from "drizzle-orm";
import {
  alias,
  type AnySQLiteColumn,
  blob,
  check,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  sqliteView,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import {
  asideStates,
  auditKinds,
  changeKinds,
  closedBecause,
  jobStates,
  outcomes,
  pools,
  raterKinds,
  raterSources,
  roles,
  runStates,
  servingReasons,
  splits,
  type TokenAction,
  type WebhookType,
} from "#lib/domain.ts";
import type { EncoderDescription } from "#lib/encoders/description.ts";
import type { WrittenFile } from "#lib/formats/exports/manifest.ts";
import type { InstallationLaunches, OwnLaunch, ProjectLaunches } from "#lib/launching.ts";
import type { Evidence } from "#lib/teaming/aim.ts";
import type { MachineComparison } from "#lib/teaming/compare-machines.ts";
import type { WeakPoint } from "#lib/teaming/weak-points.ts";

/*
 * The single source of truth. Row types come from here by $inferSelect / $inferInsert.
 * `…At` are instants in ms since 1970 UTC, `…Ms` are durations in ms; the two never mix.
 * Every table is STRICT (appended to the generated migration; test/db/schema.test.ts checks).
 * Method, backbone, policy and job kind are plain text, checked by the code's registries:
 * a new method needs no migration, and a row of a method this build does not know is still shown.
 */

const id = () => integer().primaryKey({ autoIncrement: true });
const oneOf = (column: AnySQLiteColumn, values: readonly string[]) =>
  sql`${column} in (${sql.raw(values.map((value) => `'${value}'`).join(", "))})`;

/* ── people ─────────────────────────────────────────────────────────────── */

export const users = sqliteTable(
  "users",
  {
    id: id(),
    /** sign-in name, lower case */
    name: text().notNull().unique(),
    displayName: text().notNull(),
    role: text({ enum: roles }).notNull(),
    /** scrypt, self-describing: scrypt$N$r$p$salt$key; noPassword of db/people/password.ts while there is none */
    passwordHash: text().notNull(),
    mustChangePassword: integer({ mode: "boolean" }).notNull().default(false),
    /** when a one-time password stops working; null for a password of their own */
    passwordExpiresAt: integer(),
    /** raised by a password from an admin, a change of role and disabling: tokens of before are void */
    sessionVersion: integer().notNull().default(1),
    disabledAt: integer(),
    createdAt: integer().notNull(),
  },
  (t) => [check("users_role", oneOf(t.role, roles))],
);

/** Where somebody is or was signed in; the token in their cookie names the row. */
export const sessions = sqliteTable(
  "sessions",
  {
    id: id(),
    /** SHA-256 of the random number in the token, hex: who reads this table can make no token of it */
    hash: text().notNull().unique(),
    userId: integer()
      .notNull()
      .references(() => users.id),
    createdAt: integer().notNull(),
    /** written at most once a minute */
    lastSeenAt: integer().notNull(),
    /** it ends then, however busy it is */
    expiresAt: integer().notNull(),
    revokedAt: integer(),
    /** where the sign-in came from, as app/_server/client-address.ts knows it */
    address: text().notNull(),
    /** the browser's own name for itself, shortened */
    userAgent: text().notNull(),
    /** until then the next sign-in through a service, by this session, connects it to the account */
    connectUntil: integer(),
  },
  (t) => [index("sessions_user").on(t.userId), index("sessions_expiry").on(t.expiresAt)],
);

/**
 * A link by which people enter: it makes an account, or a member of a project, or both. Only its hash is kept:
 * who reads this table can open nothing.
 */
export const invitations = sqliteTable(
  "invitations",
  {
    id: id(),
    /** SHA-256 of the link's random part, hex */
    hash: text().notNull().unique(),
    /** of an account that is made by it; somebody who has one keeps theirs */
    role: text({ enum: roles }).notNull(),
    /** null: into no project in particular */
    projectId: integer().references((): AnySQLiteColumn => projects.id),
    /** there; null where there is no project */
    projectRole: text({ enum: roles }),
    uses: integer().notNull().default(0),
    maxUses: integer().notNull(),
    createdBy: integer()
      .notNull()
      .references(() => users.id),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
    revokedAt: integer(),
  },
  (t) => [
    index("invitations_project").on(t.projectId),
    index("invitations_creator").on(t.createdBy),
    check("invitations_role", oneOf(t.role, roles)),
    check("invitations_project_role", sql`(${t.projectId} is null) = (${t.projectRole} is null)`),
    check("invitations_uses", sql`${t.uses} between 0 and ${t.maxUses}`),
  ],
);

/** Who somebody is to another service, as it says itself: its issuer and its number of them, which never changes hands. */
export const identities = sqliteTable(
  "identities",
  {
    id: id(),
    issuer: text().notNull(),
    subject: text().notNull(),
    userId: integer()
      .notNull()
      .references(() => users.id),
    /** what the service calls them, for the account page; nothing is decided by it */
    label: text().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [uniqueIndex("identities_subject").on(t.issuer, t.subject), index("identities_user").on(t.userId)],
);

/** A link by which somebody chooses a password, once: the first, or a new one. Only its hash is kept. */
export const passwordLinks = sqliteTable(
  "password_links",
  {
    id: id(),
    hash: text().notNull().unique(),
    userId: integer()
      .notNull()
      .references(() => users.id),
    createdBy: integer()
      .notNull()
      .references(() => users.id),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
    /** when it was used, or another took its place */
    endedAt: integer(),
  },
  (t) => [index("password_links_user").on(t.userId), index("password_links_creator").on(t.createdBy)],
);

/** What programs ask the API with: a key to some of what its person may do, for a time. */
export const apiTokens = sqliteTable(
  "api_tokens",
  {
    id: id(),
    /** SHA-256 of the token, hex: who reads this table can ask for nothing */
    hash: text().notNull().unique(),
    /** how the token begins, to tell it by */
    prefix: text().notNull(),
    userId: integer()
      .notNull()
      .references(() => users.id),
    /** what its person calls it */
    name: text().notNull(),
    actions: text({ mode: "json" }).$type<TokenAction[]>().notNull(),
    /** numbers of the projects that it opens; null: all that its person may enter */
    projectIds: text({ mode: "json" }).$type<number[]>(),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
    /** written at most once a minute */
    lastUsedAt: integer(),
    revokedAt: integer(),
  },
  (t) => [index("api_tokens_user").on(t.userId)],
);

/** What was answered to a request of the API that carried a key, so that the same request again is done once. */
export const apiReplies = sqliteTable(
  "api_replies",
  {
    tokenId: integer()
      .notNull()
      .references(() => apiTokens.id),
    /** the client's */
    key: text().notNull(),
    /** digest of what was asked; once it is done, behind a space, that of a body that streamed */
    asked: text().notNull(),
    /** which process does it; null once it is done */
    doneBy: text(),
    /** of the answer; null while it is under way */
    status: integer(),
    body: text(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tokenId, t.key] }), index("api_replies_age").on(t.at)],
);

/**
 * Passwords tried lately, by account and address, by account, and by address (db/people/sign-in-throttle.ts);
 * kept in the database so that a restart forgives nothing.
 */
export const signInFailures = sqliteTable(
  "sign_in_failures",
  {
    /** which of the three, and a hash of what was typed: a name field may hold a password */
    key: text().primaryKey(),
    failures: integer().notNull(),
    blockedUntil: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [index("sign_in_failures_age").on(t.updatedAt)],
);

/** Append-only record of who signed in and of what people and the command line did. */
export const auditLog = sqliteTable(
  "audit_log",
  {
    id: id(),
    at: integer().notNull(),
    /** null: the command line, or, of a failed sign-in, nobody knows who */
    userId: integer().references(() => users.id),
    action: text().notNull(),
    projectId: integer(),
    /** the person it was done to */
    subjectId: integer().references(() => users.id),
    detail: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
    /** what the audit page can be narrowed to */
    kind: text({ enum: auditKinds }).generatedAlwaysAs(
      sql`case when "action" like 'sign-%' then 'sign-in' when "action" like 'session.%' then 'session' when "action" like 'user.%' then 'person' else 'project' end`,
      { mode: "virtual" },
    ),
  },
  // each holds the row's id last, by which a page is read
  (t) => [
    index("audit_log_user").on(t.userId),
    index("audit_log_subject").on(t.subjectId),
    index("audit_log_kind").on(t.kind),
    index("audit_log_project").on(t.projectId),
  ],
);

/* ── datasets ───────────────────────────────────────────────────────────── */

export const projects = sqliteTable(
  "projects",
  {
    id: id(),
    slug: text().notNull().unique(),
    name: text().notNull(),
    description: text().notNull().default(""),
    /** shown to annotators; Markdown */
    instructions: text().notNull().default(""),
    /** class names; a label is an index into this list */
    classes: text({ mode: "json" }).$type<string[]>().notNull(),
    /** class indices in the order of their buttons, for whoever has no order of their own; null: as they are numbered */
    classOrder: text({ mode: "json" }).$type<number[]>(),
    /** side of the square training images, pixels */
    imageSize: integer().notNull().default(32),
    /** made by code, and said so wherever it shows */
    synthetic: integer({ mode: "boolean" }).notNull().default(false),
    /** an item is deferred to people when its confidence is ≤ eta */
    eta: real().notNull().default(0.6),
    /** how many people must answer a served item */
    overlap: integer().notNull().default(1),
    /** share of the items the machine keeps that people check, 0 … 1 */
    auditRate: real().notNull().default(0.05),
    /** registry id of the rule that makes the team's answer */
    policy: text().notNull().default("threshold"),
    /** how long an item is held for one annotator, seconds */
    leaseSeconds: integer().notNull().default(600),
    /** labelled items a class, on average, with which the first training starts by itself; 0: never */
    firstRunLabels: integer().notNull().default(20),
    activeRunId: integer().references((): AnySQLiteColumn => runs.id),
    /** the parameters of the policy; null for one that has none */
    activeFitId: integer().references((): AnySQLiteColumn => fits.id),
    /**
     * when the machine learns again from people's answers: after so many new ones, or once they are so large a
     * share of those that the last training knew; neither: when somebody asks for it
     */
    renewAfter: integer(),
    renewShare: real(),
    /** a run that learnt from the team routes by itself if it is not worse by so much accuracy; null: by hand */
    renewMargin: real(),
    /** what is to be reached: share of the items on which the team is right, or answers of people; one at most */
    aimAccuracy: real(),
    aimQuestions: integer(),
    /** when the queue was closed: nothing more is handed out; null while it is open */
    closedAt: integer(),
    closedBecause: text({ enum: closedBecause }),
    /** what was known of the team then */
    closedOn: text({ mode: "json" }).$type<Evidence>(),
    /** labelling rests: nothing is handed out until somebody lets it go on; an aim and its end have no part in it */
    pausedAt: integer(),
    /** answers of one person, at most: in all, and in a day of `dayZone` (an IANA name); null: no limit */
    personLimit: integer(),
    personDayLimit: integer(),
    dayZone: text().notNull().default("UTC"),
    /** people may also sort many pictures at once, without response times of single pictures */
    gridAllowed: integer({ mode: "boolean" }).notNull().default(true),
    /** share of a person's tasks that are checks: items with gold, asked to know how well they do; 0 … 0.2 */
    checkRate: real().notNull().default(0),
    /** accuracy on checks below which a person's page asks for a look; null: none */
    checkBar: real(),
    /**
     * what decides which questions a check comes before, and which pictures are practised with: nobody outside can
     * compute it. 0: neither was ever switched on
     */
    checkSeed: integer().notNull().default(0),
    /** since when people pass practice before they label; null: they do not */
    practiceSince: integer(),
    /** pictures of a round */
    practiceItems: integer().notNull().default(10),
    /** share of them that is to be right */
    practicePass: real().notNull().default(0.8),
    /** rounds that one person may begin; null: no limit */
    practiceTries: integer(),
    /** those who had answered here before it was switched on practise too */
    practiceAll: integer({ mode: "boolean" }).notNull().default(false),
    /** which rows of `routes` are in force, and the last number that was given to a set of them */
    routesGeneration: integer().notNull().default(0),
    routesBuilt: integer().notNull().default(0),
    /** where its trainings are done, as far as it differs from the installation */
    launch: text({ mode: "json" }).$type<ProjectLaunches>(),
    /** only its members see it; else everybody does, as their account's role says */
    membersOnly: integer({ mode: "boolean" }).notNull().default(false),
    createdAt: integer().notNull(),
    /** out of everybody's reach, until it is brought back */
    archivedAt: integer(),
    /** archived, and a job removes all that there is of it */
    deletedAt: integer(),
  },
  (t) => [
    check("projects_eta", sql`${t.eta} between 0 and 1`),
    check("projects_audit_rate", sql`${t.auditRate} between 0 and 1`),
    check("projects_overlap", sql`${t.overlap} between 1 and 100`),
    check("projects_image_size", sql`${t.imageSize} between 8 and 512`),
  ],
);

/** What is particular about a person in a project (db/access.ts says what follows from it). */
export const members = sqliteTable(
  "members",
  {
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    userId: integer()
      .notNull()
      .references(() => users.id),
    /** their role here; null: that of their account */
    role: text({ enum: roles }),
    /** may answer although they see gold */
    annotates: integer({ mode: "boolean" }).notNull().default(false),
    addedAt: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.projectId, t.userId] }),
    index("members_user").on(t.userId),
    check("members_role", sql`${t.role} is null or ${oneOf(t.role, roles)}`),
  ],
);

/** People who are handed nothing in a project until an admin lets them go on. Members or not: an open project has none. */
export const pausedPeople = sqliteTable(
  "paused_people",
  {
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    userId: integer()
      .notNull()
      .references(() => users.id),
    pausedAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.userId] }), index("paused_people_user").on(t.userId)],
);

/** Image bytes, named by content; the bytes lie in append-only pack files (db/packs). */
export const images = sqliteTable(
  "images",
  {
    /** SHA-256 of the original bytes, hex */
    hash: text().primaryKey(),
    pack: text().notNull(),
    offset: integer().notNull(),
    length: integer().notNull(),
    mime: text().notNull(),
    width: integer().notNull(),
    height: integer().notNull(),
    /** a copy without metadata, shown instead of an original that carries any (it may tell the class) */
    shownOffset: integer(),
    shownLength: integer(),
    shownMime: text(),
    /** SHA-256 of what lies at `offset`, where that is not the original: an example is kept without its metadata */
    keptHash: text(),
    /** SHA-256 of the copy; null: there is none, or its pack is from before this was written down */
    shownHash: text(),
  },
  (t) => [index("images_pack").on(t.pack, t.offset)],
);

/**
 * Packs that are in the bucket (db/packs/bucket-packs.ts); all others are files of the data folder. A row outlives
 * its pack's need for some time, since backups know the pack by it.
 */
export const bucketPacks = sqliteTable("bucket_packs", {
  /** as `images.pack` */
  name: text().primaryKey(),
  /** of the object */
  key: text().notNull(),
  bytes: integer().notNull(),
  /** of the whole pack, hex */
  sha256: text().notNull(),
  movedAt: integer().notNull(),
  /** when the last picture in it went, or the pack came back to the disk; null while the object is needed */
  droppedAt: integer(),
});

export const items = sqliteTable(
  "items",
  {
    id: id(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    /** 0, 1, 2 …: row of the item in the project's tensor file */
    ordinal: integer().notNull(),
    /** file name as imported; never sent to annotators */
    name: text().notNull(),
    hash: text()
      .notNull()
      .references(() => images.hash),
    split: text({ enum: splits }),
    /** trusted true label, where known */
    gold: integer(),
    /**
     * the review's decision that gold was set from; null: it came with the data. What is measured or fitted goes by
     * the latter alone (db/measured-gold.ts)
     */
    goldFrom: integer().references((): AnySQLiteColumn => judgments.id),
    /** uniform on [0, 1), fixed by project and name: audited when the machine keeps it and draw < auditRate */
    draw: real().notNull(),
    /**
     * share of the people's and columns' labels that are not the commonest one; 0 with fewer than two. Kept by a
     * trigger on judgments, so that whoever writes an answer need not know of it
     */
    disagreement: real().notNull().default(0),
    /** neither asked, nor learnt from, nor evaluated, nor exported; its answers are kept */
    aside: integer({ mode: "boolean" }).notNull().default(false),
  },
  (t) => [
    index("items_aside")
      .on(t.projectId, t.id)
      .where(sql`${t.aside} = 1`),
    index("items_disagreement")
      .on(t.projectId, t.disagreement, t.id)
      .where(sql`${t.disagreement} > 0`),
    uniqueIndex("items_ordinal").on(t.projectId, t.ordinal),
    uniqueIndex("items_name").on(t.projectId, t.name),
    index("items_hash").on(t.projectId, t.hash),
    // what may be asked as a check, in the order of the draws
    index("items_checkable")
      .on(t.projectId, t.draw, t.id)
      .where(sql`${t.gold} is not null and ${t.goldFrom} is null and ${t.aside} = 0`),
    // a judgment that is added asks who refers to it
    index("items_gold_from")
      .on(t.goldFrom)
      .where(sql`${t.goldFrom} is not null`),
    index("items_split").on(t.projectId, t.split, t.gold),
    check("items_split", sql`${t.split} is null or ${oneOf(t.split, splits)}`),
    check("items_gold", sql`${t.gold} is null or ${t.gold} >= 0`),
    check("items_draw", sql`${t.draw} >= 0 and ${t.draw} < 1`),
  ],
);

/** Words that items are found by. */
export const tags = sqliteTable(
  "tags",
  {
    id: id(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    name: text().notNull(),
  },
  (t) => [uniqueIndex("tags_name").on(t.projectId, t.name)],
);

export const itemTags = sqliteTable(
  "item_tags",
  {
    tagId: integer()
      .notNull()
      .references(() => tags.id),
    itemId: integer()
      .notNull()
      .references(() => items.id),
  },
  (t) => [primaryKey({ columns: [t.tagId, t.itemId] }), index("item_tags_item").on(t.itemId)],
);

/** Items that somebody has sent to people, whatever the team believes of them. */
export const itemRequests = sqliteTable("item_requests", {
  itemId: integer()
    .primaryKey()
    .references(() => items.id),
  projectId: integer()
    .notNull()
    .references(() => projects.id),
  /** people are asked until so many have answered */
  answers: integer().notNull(),
});

/** What somebody did to many items at once. */
export const changes = sqliteTable(
  "changes",
  {
    id: id(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    kind: text({ enum: changeKinds }).notNull(),
    /** the split, the tag's name, or how many more people are asked; null where the kind says it all */
    value: text(),
    /** a filter in the form of an address, or null where single items were chosen */
    search: text(),
    /** the items that were chosen one by one */
    chosen: text({ mode: "json" }).$type<number[]>(),
    /** items that it changed, once it is done */
    items: integer(),
    /** does it, or takes it back */
    jobId: integer().references((): AnySQLiteColumn => jobs.id),
    userId: integer().references(() => users.id),
    at: integer().notNull(),
    doneAt: integer(),
    undoneAt: integer(),
  },
  (t) => [index("changes_project").on(t.projectId, t.id), check("changes_kind", oneOf(t.kind, changeKinds))],
);

/** What was changed of each item, and how it was before: its history, and the way back. */
export const changedItems = sqliteTable(
  "changed_items",
  {
    changeId: integer()
      .notNull()
      .references(() => changes.id),
    itemId: integer()
      .notNull()
      .references(() => items.id),
    before: text(),
  },
  (t) => [primaryKey({ columns: [t.changeId, t.itemId] }), index("changed_items_item").on(t.itemId)],
);

export const raters = sqliteTable(
  "raters",
  {
    id: id(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    kind: text({ enum: raterKinds }).notNull(),
    source: text({ enum: raterSources }).notNull(),
    /** column name, person's sign-in name or run name */
    name: text().notNull(),
    userId: integer().references(() => users.id),
    runId: integer().references((): AnySQLiteColumn => runs.id),
    /** the crowd that a worker of an imported table belongs to: a column whose answer is its workers' commonest one */
    crowdId: integer().references((): AnySQLiteColumn => raters.id),
  },
  (t) => [
    index("raters_crowd")
      .on(t.crowdId)
      .where(sql`${t.crowdId} is not null`),
    uniqueIndex("raters_name").on(t.projectId, t.source, t.name),
    uniqueIndex("raters_user")
      .on(t.projectId, t.userId)
      .where(sql`${t.userId} is not null`),
    check("raters_kind", oneOf(t.kind, raterKinds)),
    check("raters_source", oneOf(t.source, raterSources)),
    check("raters_person", sql`(${t.source} = 'person') = (${t.userId} is not null)`),
    check("raters_run", sql`(${t.source} = 'run') = (${t.runId} is not null)`),
  ],
);

/**
 * Append-only: one rater's answer for one item. The newest row of a rater and item is the current
 * answer; undo appends `withdrawn`, so a first response time is never overwritten.
 */
export const judgments = sqliteTable(
  "judgments",
  {
    id: id(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    itemId: integer()
      .notNull()
      .references(() => items.id),
    raterId: integer()
      .notNull()
      .references(() => raters.id),
    outcome: text({ enum: outcomes }).notNull(),
    /** class index; set exactly when outcome is "label" */
    label: integer(),
    /** the judgment that this one replaces */
    supersedes: integer().references((): AnySQLiteColumn => judgments.id),
    receivedAt: integer().notNull(),
    /* The rest is null for imported labels, save responseMs and quality "imported" where times came with them. */
    leaseId: text().unique(),
    reason: text({ enum: servingReasons }),
    /** probability with which the item was sent to people: 1 if deferred, the audit rate if audited */
    inclusion: real(),
    runId: integer().references((): AnySQLiteColumn => runs.id),
    /** whose belief sent it to people; null under a policy without parameters */
    fitId: integer().references((): AnySQLiteColumn => fits.id),
    /** η in force when the item was served */
    eta: real(),
    servedAt: integer(),
    /** the lease had run out; kept and counted all the same */
    late: integer({ mode: "boolean" }),
    /** first painted frame → the event's own time stamp, without hidden time removed */
    responseMs: real(),
    /** part of responseMs during which the tab was visible */
    visibleMs: real(),
    hiddenCount: integer(),
    input: text(),
    /** ok, or what makes the time doubtful; see lib/timing/clock.ts */
    quality: text(),
    /** display and device facts that a later analysis may want */
    timing: text({ mode: "json" }).$type<Record<string, unknown>>(),
    /**
     * of a row that an aside wrote (db/labelling/set-aside.ts): `withdrawn` sets the answer before it aside, another
     * is a copy of the one that was set aside and takes it back
     */
    asideId: integer().references((): AnySQLiteColumn => asides.id),
    /** given with others at once in the grid: the time of all of them stands there, and here is none */
    batchId: integer().references((): AnySQLiteColumn => batches.id),
  },
  (t) => [
    index("judgments_aside")
      .on(t.asideId, t.id)
      .where(sql`${t.asideId} is not null`),
    index("judgments_batch")
      .on(t.batchId)
      .where(sql`${t.batchId} is not null`),
    index("judgments_item").on(t.itemId, t.raterId, t.id),
    index("judgments_rater").on(t.raterId, t.id),
    index("judgments_project").on(t.projectId, t.id),
    // what people answered here, by time
    index("judgments_answered")
      .on(t.projectId, t.receivedAt, t.id)
      .where(sql`${t.leaseId} is not null`),
    uniqueIndex("judgments_supersedes")
      .on(t.supersedes)
      .where(sql`${t.supersedes} is not null`),
    check("judgments_outcome", oneOf(t.outcome, outcomes)),
    check("judgments_label", sql`(${t.outcome} = 'label') = (${t.label} is not null)`),
    check("judgments_reason", sql`${t.reason} is null or ${oneOf(t.reason, servingReasons)}`),
    check("judgments_inclusion", sql`${t.inclusion} is null or (${t.inclusion} > 0 and ${t.inclusion} <= 1)`),
  ],
);

/**
 * Answers that a person gave at once to several pictures in the grid. How long it took is known of all together: it
 * is no response time of any of them.
 */
export const batches = sqliteTable(
  "batches",
  {
    id: id(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    userId: integer()
      .notNull()
      .references(() => users.id),
    /** the page's name for it: sent twice, it is stored once */
    key: text().notNull(),
    /** answers that were saved with it, to questions and checks, those that were taken back since included */
    answers: integer().notNull(),
    /** pictures on the screen, answered ones not counted */
    shown: integer().notNull(),
    /** when the first of its pictures was handed out */
    servedAt: integer().notNull(),
    receivedAt: integer().notNull(),
    /** since the pictures were painted, or the batch before was given, ms */
    batchMs: real().notNull(),
    /** part of batchMs during which the tab was visible */
    visibleMs: real().notNull(),
    hiddenCount: integer().notNull(),
    input: text().notNull(),
    /** of batchMs, as of a judgment's responseMs */
    quality: text().notNull(),
  },
  (t) => [
    uniqueIndex("batches_key").on(t.userId, t.key),
    index("batches_person").on(t.projectId, t.userId, t.id),
  ],
);

/**
 * A person's answers that an admin set aside: all of a time, given up to the moment it was asked for. It is done in
 * parts, and so is taking them back; what is half done when a process dies is gone on with.
 */
export const asides = sqliteTable(
  "asides",
  {
    id: id(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    raterId: integer()
      .notNull()
      .references(() => raters.id),
    /** answers received from this instant on; null: all */
    since: integer(),
    /** the newest judgment when it was asked for: what came later stands */
    upTo: integer().notNull(),
    /** why, in the admin's words; "" where they gave none */
    why: text().notNull(),
    state: text({ enum: asideStates }).notNull(),
    /** judgment up to which the present way has been gone */
    done: integer().notNull().default(0),
    /** answers that are set aside by it just now */
    answers: integer().notNull().default(0),
    setBy: integer().references(() => users.id),
    setAt: integer().notNull(),
    backBy: integer().references(() => users.id),
    backAt: integer(),
  },
  (t) => [
    index("asides_rater").on(t.raterId, t.id),
    index("asides_under_way")
      .on(t.id)
      .where(sql`${t.state} in ('setting', 'returning')`),
    check("asides_state", oneOf(t.state, asideStates)),
  ],
);

/**
 * Where a review's decision comes from. The decision itself is a judgment, of the project's rater whose source is
 * "review"; a later one supersedes it.
 */
export const decisions = sqliteTable("decisions", {
  judgmentId: integer()
    .primaryKey()
    .references(() => judgments.id),
  /** who decided; null: the command line */
  userId: integer().references(() => users.id),
  /** the answers that it decides between, as they stood: numbers of judgments */
  between: text({ mode: "json" }).$type<number[]>().notNull(),
  /** whether the item's gold label was set from it */
  gold: integer({ mode: "boolean" }).notNull(),
});

/** How often each class was answered, by people who are known or not: the whole of what a crowd said of an item. */
export const labelCounts = sqliteTable(
  "label_counts",
  {
    /** the label column whose answer is the commonest of them */
    raterId: integer()
      .notNull()
      .references(() => raters.id),
    itemId: integer()
      .notNull()
      .references(() => items.id),
    /** answers by class, or their shares, Float32Array [classes], little-endian; none negative, not all 0 */
    counts: blob({ mode: "buffer" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.raterId, t.itemId] })],
);

const newer = alias(judgments, "newer");

/**
 * A rater's answer to an item as it stands: their newest judgment, unless that one takes the answer
 * back. The one definition of "current" in SQL; whoever wants withdrawn answers wants the history.
 * SQLite folds the view into the query, so its lookups are those of the indexes on judgments.
 */
export const currentJudgments = sqliteView("current_judgments").as((query) =>
  query
    .select()
    .from(judgments)
    .where(
      and(
        ne(judgments.outcome, "withdrawn"),
        notExists(
          query
            .select({ one: sql`1`.as("one") })
            .from(newer)
            .where(
              and(
                eq(newer.itemId, judgments.itemId),
                eq(newer.raterId, judgments.raterId),
                gt(newer.id, judgments.id),
              ),
            ),
        ),
      ),
    ),
);

/* ── machines ───────────────────────────────────────────────────────────── */

export type RunHistory = {
  epoch: number;
  loss: number;
  trainAccuracy: number;
  accuracy: number | null;
  /** accuracy on the labels held out */
  validation?: number | null;
}[];

/** The team whose belief a run learnt. */
export type LearntFrom = {
  policy: string;
  /** the machine and the fit of the belief; null where there was none */
  runId: number | null;
  fitId: number | null;
  /** items that people answered here, and those of imported labels alone */
  answered: number;
  imported: number;
};

/** Whether a run took over by the project's rule, and why. */
export type Decision = MachineComparison & {
  /** the run that routed then */
  against: number;
  /** accuracy that may be lost at most, [0, 1] */
  margin: number;
  activated: boolean;
};

export const runs = sqliteTable(
  "runs",
  {
    id: id(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    name: text().notNull(),
    method: text().notNull(),
    backbone: text().notNull(),
    /** whose labels it was trained on; of a machine from elsewhere nobody knows, and its own rater stands here */
    labelRaterId: integer()
      .notNull()
      .references(() => raters.id),
    /** several raters' labels by vote (labelRaterId is then the first of them); null: that one rater's */
    pool: text({ enum: pools }),
    /** the pre-trained encoder whose features it learnt from; null: it learnt from the pictures */
    encoderId: integer().references((): AnySQLiteColumn => encoders.id),
    /** the panel it was asked for with */
    panelId: integer().references((): AnySQLiteColumn => panels.id),
    /** the job that trains it */
    jobId: integer().references((): AnySQLiteColumn => jobs.id),
    /** everything the trainer was given, so that the run can be repeated */
    options: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
    seed: integer().notNull(),
    /** the newest judgment, and people's answers that stood, when its labels were read */
    cursor: integer(),
    answers: integer(),
    /** whose belief its labels are; null unless they are the team's */
    learntFrom: text({ mode: "json" }).$type<LearntFrom>(),
    /** the active run that the project's own rule wanted to renew; null: somebody asked for it */
    renews: integer().references((): AnySQLiteColumn => runs.id),
    /** what became of it under the project's rule */
    decision: text({ mode: "json" }).$type<Decision>(),
    /** become the project's active run when finished, if there is none */
    activate: integer({ mode: "boolean" }).notNull().default(true),
    /** the project's first training, which starts by itself: a project has one at most, ever */
    first: integer({ mode: "boolean" }).notNull().default(false),
    /**
     * items below this ordinal have had their turn: predicted, unless the run learnt from them and does not
     * cross-fit; items from here on wait for a prediction. null until it is finished, and of a machine from elsewhere
     */
    predictedTo: integer(),
    /** its weights were looked for and are not there: new pictures are people's */
    weightsGone: integer({ mode: "boolean" }).notNull().default(false),
    /** when the installation's rule removed its weights (db/machines/weights.ts) */
    weightsRemovedAt: integer(),
    /** somebody wants its weights, whatever the rule says */
    weightsPinned: integer({ mode: "boolean" }).notNull().default(false),
    state: text({ enum: runStates }).notNull(),
    error: text(),
    executor: text(),
    parameters: integer(),
    /** items that it learnt from; null before a training that the project began by itself knows them */
    trainItems: integer(),
    predictedItems: integer(),
    /** share right on the goldItems predicted items whose gold label is known */
    accuracy: real(),
    goldItems: integer(),
    imagesPerSecond: real(),
    seconds: real(),
    /** first epochs that were taken over from another run of the panel; seconds counts them all the same */
    sharedEpochs: integer(),
    /** whose weights predict, where the best epoch was to be kept */
    keptEpoch: integer(),
    /** by which the logits were divided */
    temperature: real(),
    history: text({ mode: "json" }).$type<RunHistory>(),
    codeVersion: text(),
    /** where it is done, as far as that differs from its project's */
    launch: text({ mode: "json" }).$type<OwnLaunch>(),
    /** where it was done, and what that cost: seconds of all its processes, and of the graphics cards they held */
    launcher: text(),
    hosts: text({ mode: "json" }).$type<string[]>(),
    workedSeconds: real(),
    cardSeconds: real(),
    /** name of the file that its predictions came in: a machine from elsewhere; null for one that was trained here */
    origin: text(),
    /** what somebody wanted to remember of it */
    note: text().notNull().default(""),
    /**
     * its predictions and weights are gone or going; the row stays, because answers say which run asked for them. It
     * counts as cancelled from then on
     */
    deletedAt: integer(),
    createdBy: integer().references(() => users.id),
    createdAt: integer().notNull(),
    startedAt: integer(),
    finishedAt: integer(),
  },
  (t) => [
    index("runs_project").on(t.projectId, t.id),
    index("runs_panel").on(t.panelId),
    uniqueIndex("runs_job").on(t.jobId),
    uniqueIndex("runs_first")
      .on(t.projectId)
      .where(sql`${t.first} = 1`),
    check("runs_state", oneOf(t.state, runStates)),
  ],
);

/** Image encoders that somebody else trained. A row never changes but for its removal. */
export const encoders = sqliteTable(
  "encoders",
  {
    id: id(),
    name: text().notNull(),
    /** SHA-256 of the ONNX file, hex; names it in the data folder */
    hash: text().notNull(),
    bytes: integer().notNull(),
    /** how pictures are given to it, and which output is taken */
    description: text({ mode: "json" }).$type<EncoderDescription>().notNull(),
    /** features a picture */
    width: integer().notNull(),
    /** why no model can be taken home together with it; null where one can, or nobody looked */
    apart: text(),
    createdBy: integer().references(() => users.id),
    createdAt: integer().notNull(),
    /** its file and features are gone; the machines that learnt from them stay */
    removedAt: integer(),
  },
  (t) => [
    uniqueIndex("encoders_name")
      .on(t.name)
      .where(sql`${t.removedAt} is null`),
    index("encoders_hash").on(t.hash),
  ],
);

/** How far an encoder has gone through a project; the features lie in a file (db/features/feature-files.ts). */
export const features = sqliteTable(
  "features",
  {
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    encoderId: integer()
      .notNull()
      .references(() => encoders.id),
    /** items below this ordinal have their features in the file */
    embeddedTo: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.encoderId] })],
);

/** Trainings that were asked for together. */
export const panels = sqliteTable(
  "panels",
  {
    id: id(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    createdBy: integer().references(() => users.id),
    createdAt: integer().notNull(),
  },
  (t) => [index("panels_project").on(t.projectId)],
);

/** The index of a run's output: what the queue and the pages need of each item. Out of sample only. */
export const predictions = sqliteTable(
  "predictions",
  {
    runId: integer()
      .notNull()
      .references(() => runs.id),
    itemId: integer()
      .notNull()
      .references(() => items.id),
    /** most probable class; null where the machine gave no valid answer */
    top: integer(),
    /** its probability; null (always deferred) where the machine gave no valid answer */
    confidence: real(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.itemId] }),
    // the least sure first; none at all is less than any
    index("predictions_order").on(
      t.runId,
      sql`case when confidence is null then -1 else confidence end`,
      t.itemId,
      t.top,
    ),
    check("predictions_confidence", sql`${t.confidence} is null or ${t.confidence} between 0 and 1`),
  ],
);

/** The whole of a run's output, for the analyses, in parts of some thousand items: one is written in a moment. */
export const runOutputs = sqliteTable(
  "run_outputs",
  {
    runId: integer()
      .notNull()
      .references(() => runs.id),
    /** 0, 1, 2 … */
    part: integer().notNull(),
    /** item ids, Int32Array [m], little-endian */
    itemIds: blob({ mode: "buffer" }).notNull(),
    /** probabilities, Float32Array [m × classes] */
    probabilities: blob({ mode: "buffer" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.part] })],
);

/* ── teams ──────────────────────────────────────────────────────────────── */

/** What a policy was fitted to. Rows are only ever added: answers say which one asked for them. */
export const fits = sqliteTable(
  "fits",
  {
    id: id(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    /** registry id of lib/teaming/policies */
    policy: text().notNull(),
    runId: integer()
      .notNull()
      .references(() => runs.id),
    /** the policy's parameters, one a part of the items (lib/teaming/folds.ts) */
    params: text({ mode: "json" }).$type<unknown[]>().notNull(),
    /** newest judgment that it saw */
    cursor: integer().notNull(),
    /** people's answers, imported labels and items with gold that it learnt from */
    answers: integer().notNull(),
    imported: integer().notNull(),
    gold: integer().notNull(),
    /** what makes it weak, by lib/teaming/weak-points.ts */
    weak: text({ mode: "json" }).$type<WeakPoint[]>().notNull(),
    seconds: real().notNull(),
    /** null: the project's own refitting */
    createdBy: integer().references(() => users.id),
    createdAt: integer().notNull(),
  },
  (t) => [index("fits_project").on(t.projectId, t.id)],
);

/**
 * The loop's history: what was known of a project at a look at it (db/views/looks.ts). Looks are taken after
 * another machine, policy or fit and as answers grow, so that a project of any size has some hundred.
 */
export const looks = sqliteTable(
  "looks",
  {
    id: id(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    at: integer().notNull(),
    /** newest judgment that is in it, and people's answers in the queue that stood */
    cursor: integer().notNull(),
    answers: integer().notNull(),
    /** what was in force */
    runId: integer()
      .notNull()
      .references((): AnySQLiteColumn => runs.id),
    fitId: integer().references((): AnySQLiteColumn => fits.id),
    policy: text().notNull(),
    eta: real().notNull(),
    /** the machine's accuracy on items with gold, [0, 1]; null without any */
    machine: real(),
    /** the team's accuracy and what it is known from; null where nothing says it */
    evidence: text({ mode: "json" }).$type<Evidence>(),
  },
  (t) => [index("looks_project").on(t.projectId, t.id)],
);

/* ── the queue ──────────────────────────────────────────────────────────── */

/**
 * One row per item that the active run routes; without one, per item. Derived: equal at any time to what db/labelling/rerouting.ts
 * would make afresh. It holds no decision, so moving η or the audit rate re-routes at once. Another run,
 * policy, fit or overlap makes a new generation of rows beside the one in force, some at a time, and then
 * takes its place; answers and leases are counted in both meanwhile, and scores renewed before it does.
 */
export const routes = sqliteTable(
  "routes",
  {
    itemId: integer()
      .notNull()
      .references(() => items.id),
    generation: integer().notNull(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    /**
     * the largest belief before anybody answers: at most η and it is deferred, else kept and perhaps audited;
     * −1 where missing or not a number, and while there is no machine: below every η
     */
    prior: real().notNull(),
    /**
     * the largest belief as it stands; changes with the answers where people are asked in turn. While there is no
     * machine, the place in a random order (db/labelling/no-machine.ts)
     */
    score: real().notNull(),
    /** copy of items.draw */
    draw: real().notNull(),
    /** most people who are to answer it */
    overlap: integer().notNull(),
    /** most who hold it at once, and whom an audit asks: the overlap, or 1 where people are asked in turn */
    together: integer().notNull(),
    /** people are asked until so many have answered, whatever the team believes: somebody has sent it to them */
    wanted: integer().notNull().default(0),
    /** people who currently have an answer (label or unsure) */
    answers: integer().notNull().default(0),
    /** people who hold it just now: its live leases */
    held: integer().notNull().default(0),
    /** somebody may take it now */
    open: integer({ mode: "boolean" }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.itemId, t.generation] }),
    index("routes_deferred")
      .on(t.projectId, t.generation, t.score, t.itemId)
      .where(sql`${t.open} = 1`),
    index("routes_audit")
      .on(t.projectId, t.generation, t.draw, t.itemId, t.score)
      .where(sql`${t.open} = 1 and ${t.answers} < ${t.together}`),
    // what was sent to people comes first
    index("routes_wanted")
      .on(t.projectId, t.generation, t.itemId)
      .where(sql`${t.open} = 1 and ${t.answers} < ${t.wanted}`),
    // all of them by their score, those that nobody may take just now too
    index("routes_score").on(t.projectId, t.generation, t.score, t.itemId),
    // every count of a queue without a look at its rows
    index("routes_counts").on(
      t.projectId,
      t.generation,
      t.prior,
      t.score,
      t.draw,
      t.answers,
      t.overlap,
      t.together,
    ),
    check("routes_prior", sql`${t.prior} = -1 or ${t.prior} between 0 and 1`),
    check("routes_score", sql`${t.score} = -1 or ${t.score} between 0 and 1`),
    check("routes_counts", sql`${t.answers} >= 0 and ${t.held} >= 0`),
    check(
      "routes_open",
      sql`${t.open} = (${t.answers} + ${t.held} < ${t.overlap} and ${t.held} < ${t.together})`,
    ),
  ],
);

/** An item held for one annotator. Its id is the idempotency key of the answer, and the picture's address. */
export const leases = sqliteTable(
  "leases",
  {
    id: text().primaryKey(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    itemId: integer()
      .notNull()
      .references(() => items.id),
    userId: integer()
      .notNull()
      .references(() => users.id),
    reason: text({ enum: servingReasons }).notNull(),
    inclusion: real().notNull(),
    runId: integer().references(() => runs.id),
    fitId: integer().references(() => fits.id),
    eta: real().notNull(),
    servedAt: integer().notNull(),
    expiresAt: integer().notNull(),
    /** it is a check (db/labelling/checks.ts) and counts for no question of the queue */
    forCheck: integer({ mode: "boolean" }).notNull().default(false),
    /** counted in routes.held; one that ran out stays a while, so that a late answer still finds it */
    live: integer({ mode: "boolean" }).notNull().default(true),
  },
  (t) => [
    uniqueIndex("leases_item_user").on(t.itemId, t.userId),
    index("leases_user").on(t.userId, t.projectId),
    index("leases_due")
      .on(t.projectId, t.expiresAt)
      .where(sql`${t.live} = 1`),
    index("leases_old")
      .on(t.expiresAt)
      .where(sql`${t.live} = 0`),
    check("leases_reason", oneOf(t.reason, servingReasons)),
  ],
);

/**
 * An item with gold that a person is asked to know how well they do, before one of the queue's questions. They are
 * never asked about it again, and it never becomes a question for them.
 */
export const checks = sqliteTable(
  "checks",
  {
    id: id(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    userId: integer()
      .notNull()
      .references(() => users.id),
    itemId: integer()
      .notNull()
      .references(() => items.id),
    /** the question that it comes before */
    beforeItem: integer()
      .notNull()
      .references(() => items.id),
    askedAt: integer().notNull(),
  },
  (t) => [
    uniqueIndex("checks_item_user").on(t.itemId, t.userId),
    uniqueIndex("checks_before").on(t.beforeItem, t.userId),
    index("checks_user").on(t.userId, t.projectId),
    index("checks_project").on(t.projectId, t.id),
  ],
);

/** Answers to checks. They are no judgments: no belief, fit, study or export knows of them. */
export const checkAnswers = sqliteTable(
  "check_answers",
  {
    id: id(),
    checkId: integer()
      .notNull()
      .references(() => checks.id),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    userId: integer()
      .notNull()
      .references(() => users.id),
    /** under which it was held: sent twice, it is stored once */
    leaseId: text().notNull().unique(),
    outcome: text({ enum: outcomes }).notNull(),
    /** class index; set exactly when outcome is "label" */
    label: integer(),
    servedAt: integer().notNull(),
    receivedAt: integer().notNull(),
    late: integer({ mode: "boolean" }).notNull(),
    /** these two as of a judgment */
    responseMs: real(),
    quality: text(),
    batchId: integer().references(() => batches.id),
    /** the person took it back */
    withdrawnAt: integer(),
  },
  (t) => [
    uniqueIndex("check_answers_check")
      .on(t.checkId)
      .where(sql`${t.withdrawnAt} is null`),
    index("check_answers_taken_back").on(t.checkId, t.id),
    index("check_answers_batch")
      .on(t.batchId)
      .where(sql`${t.batchId} is not null`),
    index("check_answers_user")
      .on(t.userId, t.projectId, t.receivedAt)
      .where(sql`${t.withdrawnAt} is null`),
    index("check_answers_project").on(t.projectId, t.userId),
    check("check_answers_label", sql`(${t.outcome} = 'label') = (${t.label} is not null)`),
  ],
);

/**
 * A person's try at practice: pictures with gold, each with feedback. Nothing but the right to label comes of it, so
 * that neither queue nor belief, study, check or export knows of it.
 */
export const practiceRounds = sqliteTable(
  "practice_rounds",
  {
    id: id(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    userId: integer()
      .notNull()
      .references(() => users.id),
    startedAt: integer().notNull(),
    /** share that is to be right, as it stood when the round began */
    pass: real().notNull(),
    endedAt: integer(),
    /** of the ended round: pictures answered, and those answered rightly */
    answered: integer(),
    right: integer(),
    passed: integer({ mode: "boolean" }).notNull().default(false),
  },
  (t) => [
    uniqueIndex("practice_rounds_open")
      .on(t.projectId, t.userId)
      .where(sql`${t.endedAt} is null`),
    index("practice_rounds_project").on(t.projectId, t.userId, t.id),
    index("practice_rounds_user").on(t.userId),
    check(
      "practice_rounds_ended",
      sql`(${t.endedAt} is null) = (${t.answered} is null or ${t.right} is null)`,
    ),
  ],
);

/** The pictures of a round, with what was answered. Nobody is asked about one that they have practised with. */
export const practiceAnswers = sqliteTable(
  "practice_answers",
  {
    id: id(),
    roundId: integer()
      .notNull()
      .references(() => practiceRounds.id),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    userId: integer()
      .notNull()
      .references(() => users.id),
    itemId: integer()
      .notNull()
      .references(() => items.id),
    /** the item's bytes: equal pictures are none for them either */
    hash: text().notNull(),
    /** 0, 1, … in the round */
    place: integer().notNull(),
    /** the picture's address, and what its answer is sent under: sent twice, it is stored once */
    key: text().notNull().unique(),
    /** null: not yet */
    answeredAt: integer(),
    /** class index; null: could not tell, or not yet */
    label: integer(),
    /** the gold label that the answer was held against */
    gold: integer(),
  },
  (t) => [
    uniqueIndex("practice_answers_round").on(t.roundId, t.place),
    index("practice_answers_item").on(t.itemId),
    index("practice_answers_user").on(t.userId, t.projectId, t.id),
    index("practice_answers_picture").on(t.projectId, t.hash, t.userId),
    check("practice_answers_gold", sql`(${t.answeredAt} is null) = (${t.gold} is null)`),
    check("practice_answers_label", sql`${t.label} is null or ${t.answeredAt} is not null`),
  ],
);

/** What an admin decided of somebody's practice. */
export const practicePeople = sqliteTable(
  "practice_people",
  {
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    userId: integer()
      .notNull()
      .references(() => users.id),
    /** they label without having passed */
    letInAt: integer(),
    /** on top of the project's limit */
    moreTries: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.userId] }), index("practice_people_user").on(t.userId)],
);

/**
 * A person put an item aside for later. It is no answer: others may take the item at once, and it comes back to
 * the same person when nothing else is left for them. Rows stay: what people pass over is data.
 */
export const skips = sqliteTable(
  "skips",
  {
    id: id(),
    /** the lease under which they held it: sent twice, it is done once */
    leaseId: text().notNull().unique(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    itemId: integer()
      .notNull()
      .references(() => items.id),
    userId: integer()
      .notNull()
      .references(() => users.id),
    /** why it had been served, and with which probability it was sent to people */
    reason: text({ enum: servingReasons }).notNull(),
    inclusion: real().notNull(),
    servedAt: integer().notNull(),
    skippedAt: integer().notNull(),
    /** how long they looked at it; no response time, since nothing was answered. null: it is not known */
    visibleMs: real(),
    /** it was given to them again, or answered by them after all; null: it waits for them */
    returnedAt: integer(),
  },
  (t) => [
    uniqueIndex("skips_waiting")
      .on(t.userId, t.itemId)
      .where(sql`${t.returnedAt} is null`),
    index("skips_order")
      .on(t.userId, t.projectId, t.id)
      .where(sql`${t.returnedAt} is null`),
    index("skips_item").on(t.itemId),
    index("skips_project").on(t.projectId, t.id),
    check("skips_reason", oneOf(t.reason, servingReasons)),
    check("skips_inclusion", sql`${t.inclusion} > 0 and ${t.inclusion} <= 1`),
    check("skips_visible", sql`${t.visibleMs} is null or ${t.visibleMs} >= 0`),
  ],
);

/**
 * A person's remark on an item, for whoever reviews. It is no answer and stops none: the item stays where it is in
 * the queue, and the same person may answer, skip or leave it. A flag is open until its author takes it back or a
 * reviewer has dealt with it.
 */
export const flags = sqliteTable(
  "flags",
  {
    id: id(),
    /** made by the browser: sent twice, it is stored once */
    key: text().notNull().unique(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    itemId: integer()
      .notNull()
      .references(() => items.id),
    userId: integer()
      .notNull()
      .references(() => users.id),
    /** under which the person held or had answered the item */
    leaseId: text().notNull(),
    comment: text().notNull(),
    createdAt: integer().notNull(),
    /** its author took it back */
    withdrawnAt: integer(),
    /** a reviewer dealt with it, and what they say of it */
    resolvedAt: integer(),
    resolvedBy: integer().references(() => users.id),
    resolution: text(),
  },
  (t) => [
    uniqueIndex("flags_author")
      .on(t.userId, t.itemId)
      .where(sql`${t.withdrawnAt} is null and ${t.resolvedAt} is null`),
    index("flags_open")
      .on(t.projectId, t.id)
      .where(sql`${t.withdrawnAt} is null and ${t.resolvedAt} is null`),
    index("flags_project").on(t.projectId, t.id),
    index("flags_item").on(t.itemId),
    index("flags_user").on(t.userId, t.projectId, t.id),
    check("flags_comment", sql`length(${t.comment}) between 1 and 2000`),
    check("flags_end", sql`${t.withdrawnAt} is null or ${t.resolvedAt} is null`),
  ],
);

/** How a person likes to label in a project: on whatever device they sign in. */
export const annotatorSettings = sqliteTable(
  "annotator_settings",
  {
    userId: integer()
      .notNull()
      .references(() => users.id),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    /** class indices in the order of their buttons; classes that are not in it follow. null: the project's order */
    classOrder: text({ mode: "json" }).$type<number[]>(),
    /** keys of their own by class index */
    classKeys: text({ mode: "json" }).$type<Record<string, string>>().notNull().default({}),
    /** answers that they mean to give in a session; null: no goal */
    sessionGoal: integer(),
    /** digest of the instructions that they have read; null: none yet */
    instructionsRead: text(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.projectId] }),
    check("annotator_settings_goal", sql`${t.sessionGoal} is null or ${t.sessionGoal} between 1 and 100000`),
  ],
);

/** Pictures that show annotators what a class looks like. They are shown only while no equal picture is in the queue. */
export const classExamples = sqliteTable(
  "class_examples",
  {
    id: id(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    /** class index */
    label: integer().notNull(),
    /** the picture as it is shown, without metadata */
    hash: text()
      .notNull()
      .references(() => images.hash),
    /** the item that it was chosen from; null: it was uploaded */
    itemId: integer().references(() => items.id),
    caption: text().notNull().default(""),
    createdBy: integer().references(() => users.id),
    createdAt: integer().notNull(),
  },
  (t) => [
    uniqueIndex("class_examples_hash").on(t.projectId, t.label, t.hash),
    check("class_examples_label", sql`${t.label} >= 0`),
    check("class_examples_caption", sql`length(${t.caption}) <= 200`),
  ],
);

/** What a class means, in a line or two; one without has no row. */
export const classDescriptions = sqliteTable(
  "class_descriptions",
  {
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    /** class index */
    label: integer().notNull(),
    description: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.projectId, t.label] }),
    check("class_descriptions_label", sql`${t.label} >= 0`),
    check("class_descriptions_length", sql`length(${t.description}) between 1 and 300`),
  ],
);

/* ── work in the background ─────────────────────────────────────────────── */

export const jobs = sqliteTable(
  "jobs",
  {
    id: id(),
    /** registry id of workers/jobs */
    kind: text().notNull(),
    payload: text({ mode: "json" }).$type<unknown>().notNull(),
    projectId: integer().references(() => projects.id),
    state: text({ enum: jobStates }).notNull(),
    attempt: integer().notNull().default(0),
    maxAttempts: integer().notNull().default(3),
    workerId: text(),
    /** how long it waits after it was put in the queue, ms */
    delayMs: integer().notNull().default(0),
    /** raised by each sign of life of the worker that holds it; who waits watches it move (db/jobs/silence.ts) */
    beats: integer().notNull().default(0),
    /** 0 … 1 */
    progress: real().notNull().default(0),
    /** what the job reports while it runs; its shape belongs to the job kind */
    note: text({ mode: "json" }).$type<Record<string, unknown>>(),
    cancelRequested: integer({ mode: "boolean" }).notNull().default(false),
    /** one sentence for the person */
    error: text(),
    createdBy: integer().references(() => users.id),
    createdAt: integer().notNull(),
    startedAt: integer(),
    finishedAt: integer(),
  },
  (t) => [
    index("jobs_pending")
      .on(t.state, t.id)
      .where(sql`${t.state} in ('queued', 'running')`),
    index("jobs_project").on(t.projectId, t.id),
    check("jobs_state", oneOf(t.state, jobStates)),
    check("jobs_progress", sql`${t.progress} between 0 and 1`),
  ],
);

/** What holds for the whole installation: one row, or none. */
export const installation = sqliteTable("installation", {
  id: id(),
  /** where trainings are done, unless a project or a run says otherwise */
  launch: text({ mode: "json" }).$type<InstallationLaunches>().notNull(),
  /** so many runs of a project keep their weights, the newest; null: all do */
  keepWeights: integer(),
});

export const workers = sqliteTable("workers", {
  id: text().primaryKey(),
  pid: integer().notNull(),
  host: text().notNull(),
  /** what the training engine found at start */
  executor: text(),
  startedAt: integer().notNull(),
  /** raised by each sign of life; nobody compares clocks */
  beats: integer().notNull().default(0),
});

/** One row that the health check writes, to know that the database can be written. */
export const healthProbe = sqliteTable(
  "health_probe",
  { id: integer().primaryKey(), at: integer().notNull() },
  (t) => [check("health_probe_one", sql`${t.id} = 1`)],
);

export const imports = sqliteTable(
  "imports",
  {
    id: id(),
    projectId: integer().references(() => projects.id),
    jobId: integer().references(() => jobs.id),
    /** where the data came from, as the person would name it */
    source: text().notNull(),
    /** importOptions of lib/formats, as given */
    options: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
    state: text({ enum: jobStates }).notNull(),
    rows: integer().notNull().default(0),
    itemsAdded: integer().notNull().default(0),
    labelsAdded: integer().notNull().default(0),
    unchanged: integer().notNull().default(0),
    problems: integer().notNull().default(0),
    /** items that keep a stored split other than the one asked for */
    otherSplit: integer().notNull().default(0),
    /** digest of what is to be imported, and how many of its items are done: where another attempt goes on */
    plan: text(),
    done: integer().notNull().default(0),
    error: text(),
    createdBy: integer().references(() => users.id),
    createdAt: integer().notNull(),
    finishedAt: integer(),
  },
  (t) => [uniqueIndex("imports_job").on(t.jobId), check("imports_state", oneOf(t.state, jobStates))],
);

/**
 * Datasets that somebody asked for as files. They lie in `exports/<id>` of the data folder, whole from readyAt until
 * goneAt; what is there without that is being written, or left over.
 */
export const datasetExports = sqliteTable(
  "exports",
  {
    id: id(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    jobId: integer()
      .notNull()
      .references(() => jobs.id),
    /** registry id of lib/formats/exports */
    format: text().notNull(),
    /** people by their sign-in names */
    names: integer({ mode: "boolean" }).notNull(),
    /** a filter in the form of an address, or the items that were chosen one by one; neither: all */
    search: text(),
    chosen: text({ mode: "json" }).$type<number[]>(),
    /** as somebody wrote it; "" where nobody has */
    licence: text().notNull().default(""),
    userId: integer().references(() => users.id),
    at: integer().notNull(),
    /** its files, the data first; null until they are whole */
    files: text({ mode: "json" }).$type<WrittenFile[]>(),
    items: integer(),
    bytes: integer(),
    readyAt: integer(),
    /** when its files go by themselves, and when they went */
    expiresAt: integer(),
    goneAt: integer(),
  },
  (t) => [
    index("exports_project").on(t.projectId, t.id),
    uniqueIndex("exports_job").on(t.jobId),
    index("exports_expires")
      .on(t.expiresAt)
      .where(sql`${t.readyAt} is not null and ${t.goneAt} is null`),
    check("exports_ready", sql`(${t.readyAt} is null) = (${t.files} is null)`),
  ],
);

export const importProblems = sqliteTable(
  "import_problems",
  {
    id: id(),
    importId: integer()
      .notNull()
      .references(() => imports.id),
    /** 1-based line of the label file; null for a problem of the archive itself */
    row: integer(),
    file: text().notNull(),
    reason: text().notNull(),
  },
  (t) => [index("import_problems_import").on(t.importId, t.id)],
);

/** What changed, for the live pages: a cursor and a topic, never data. */
export const events = sqliteTable(
  "events",
  {
    id: id(),
    projectId: integer(),
    topic: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [index("events_at").on(t.at)],
);

/** Addresses that are told of what happens in a project (db/webhooks). */
export const webhooks = sqliteTable(
  "webhooks",
  {
    id: id(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    url: text().notNull(),
    types: text({ mode: "json" }).$type<WebhookType[]>().notNull(),
    /** what messages are signed with, as Standard Webhooks writes it: the receiver has it, too */
    secret: text().notNull(),
    createdBy: integer().references(() => users.id),
    createdAt: integer().notNull(),
    /** judgments up to this one are told of */
    judgmentsTo: integer().notNull(),
    /** when nobody was there for too long; null: it is told */
    stoppedAt: integer(),
  },
  (t) => [index("webhooks_project").on(t.projectId)],
);

/** What was told to whom, and what has yet to be. */
export const webhookMessages = sqliteTable(
  "webhook_messages",
  {
    id: id(),
    webhookId: integer()
      .notNull()
      .references(() => webhooks.id),
    /** its id for the receiver, the same at every attempt */
    key: text().notNull().unique(),
    type: text().notNull(),
    /** JSON, as it is signed and sent */
    body: text().notNull(),
    createdAt: integer().notNull(),
    attempts: integer().notNull().default(0),
    /** when it is to be sent (again); null: it arrived */
    nextAt: integer(),
    deliveredAt: integer(),
    /** of the last answer */
    status: integer(),
    /** why the last attempt came to nothing, in a sentence */
    error: text(),
  },
  (t) => [
    index("webhook_messages_due")
      .on(t.nextAt)
      .where(sql`${t.nextAt} is not null`),
    index("webhook_messages_webhook").on(t.webhookId, t.id),
  ],
);

export type User = typeof users.$inferSelect;
export type Project = typeof projects.$inferSelect;
export type Member = typeof members.$inferSelect;
export type Identity = typeof identities.$inferSelect;
export type ApiToken = typeof apiTokens.$inferSelect;
export type Webhook = typeof webhooks.$inferSelect;
export type WebhookMessage = typeof webhookMessages.$inferSelect;
export type Invitation = typeof invitations.$inferSelect;
export type Image = typeof images.$inferSelect;
export type BucketPack = typeof bucketPacks.$inferSelect;
export type Item = typeof items.$inferSelect;
export type Change = typeof changes.$inferSelect;
export type Rater = typeof raters.$inferSelect;
export type Aside = typeof asides.$inferSelect;
export type Judgment = typeof judgments.$inferSelect;
export type Run = typeof runs.$inferSelect;
export type Encoder = typeof encoders.$inferSelect;
export type Panel = typeof panels.$inferSelect;
export type Job = typeof jobs.$inferSelect;
export type Import = typeof imports.$inferSelect;
export type DatasetExport = typeof datasetExports.$inferSelect;
export type ImportProblem = typeof importProblems.$inferSelect;
export type Lease = typeof leases.$inferSelect;
export type Route = typeof routes.$inferSelect;
export type Check = typeof checks.$inferSelect;
export type Batch = typeof batches.$inferSelect;
export type PracticeRound = typeof practiceRounds.$inferSelect;
export type PracticeAnswer = typeof practiceAnswers.$inferSelect;
export type CheckAnswer = typeof checkAnswers.$inferSelect;
export type Skip = typeof skips.$inferSelect;
export type Flag = typeof flags.$inferSelect;
export type AnnotatorSettings = typeof annotatorSettings.$inferSelect;
export type ClassExample = typeof classExamples.$inferSelect;
export type Fit = typeof fits.$inferSelect;
export type Look = typeof looks.$inferSelect;
