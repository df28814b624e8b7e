import type Database from "better-sqlite3";
import { checkStatements } from "#db/labelling/check-statements.ts";
import { notPractised, practiceStatements, practisedItems } from "#db/labelling/practice-statements.ts";
import { askedNow, audited, deferred, type QueueKey, wanted } from "#db/labelling/queue-terms.ts";
import { labelsBy } from "#db/teaming/answers.ts";
import type { Batch, Flag, Judgment, Lease, Route, Skip } from "#db/schema.ts";

/*
 * The SQL of the hot path, prepared once a connection: building and preparing a query costs more than
 * running it. Row types are those of db/schema.ts.
 */

type Task = Pick<Lease, "id" | "expiresAt">;
export type Held = Pick<
  Lease,
  | "id"
  | "itemId"
  | "reason"
  | "inclusion"
  | "runId"
  | "fitId"
  | "eta"
  | "servedAt"
  | "expiresAt"
  | "live"
  | "forCheck"
>;
type Stored<Row extends { live: boolean; forCheck: boolean }> = Omit<Row, "live" | "forCheck"> & {
  live: number;
  forCheck: number;
};
type Lapsing = Pick<Lease, "id" | "itemId" | "userId"> & { forCheck: number };
/** A row of routes as an answer or a lease left it. */
export type Shifted = Pick<
  Route,
  "generation" | "prior" | "score" | "draw" | "answers" | "held" | "overlap" | "together" | "wanted"
>;
export type Candidate = Omit<Shifted, "generation"> & Pick<Route, "itemId">;
type Count = { n: number };
type Counts = Record<"routed" | "deferred" | "deferredDone" | "audited" | "auditedDone" | "answers", number>;

const candidate = "itemId, prior, score, draw, answers, held, overlap, together, wanted";
const candidateOfRoutes = candidate.replaceAll(/\w+/g, "routes.$&");
const ofQueue = "where projectId = @project and generation = @generation";
const takeable = `${ofQueue} and open = 1`;
/** No more answers are wanted. */
const done = "(answers >= overlap or (score > @eta and answers >= together))";

/** For whom the next item is; `practised`: 1 where they have practised in the project, else 0. */
export type Asked = { user: number; rater: number; practised: number };
/** From where on, and for whom. @see Hand */
type Walk = QueueKey & { at: number; item: number } & Asked;

/** Neither answered nor held by the person, nor asked as a check, nor practised with. */
const noneOfTheirs = `not exists (select 1 from leases
    where leases.itemId = routes.itemId and leases.userId = @user and leases.live = 1)
  and not exists (select 1 from current_judgments answer
    where answer.itemId = routes.itemId and answer.raterId = @rater)
  and not exists (select 1 from checks where checks.itemId = routes.itemId and checks.userId = @user)
  and ${notPractised}`;

/** Nor put aside by them for later: decided row by row within SQLite, so that walking past many is cheap. */
const newToThem = `${noneOfTheirs}
  and not exists (select 1 from skips indexed by skips_waiting
    where skips.userId = @user and skips.itemId = routes.itemId and skips.returnedAt is null)`;

export function prepareStatements(sqlite: Database.Database) {
  const q = <Parameters extends unknown[] | object, Row>(source: string) =>
    sqlite.prepare<Parameters, Row>(source);
  return {
    begin: q<[], never>("begin immediate"),
    commit: q<[], never>("commit"),
    rollback: q<[], never>("rollback"),
    dataVersion: q<[], { data_version: number }>("pragma data_version"),
    announce: q<[number, string, number], never>(
      "insert into events (projectId, topic, at) values (?, ?, ?)",
    ),

    /* what is next */
    nextWanted: q<Omit<Walk, "at">, Candidate>(
      `select ${candidate} from routes indexed by routes_wanted
       ${takeable} and ${wanted} and itemId > @item and ${newToThem} order by itemId limit 1`,
    ),
    nextDeferred: q<Walk, Candidate>(
      `select ${candidate} from routes indexed by routes_deferred
       ${takeable} and ${deferred} and answers >= wanted and (score, itemId) > (@at, @item) and ${newToThem}
       order by score, itemId limit 1`,
    ),
    // In the order of their draw: an annotator who stops early still leaves a random sample.
    nextAudited: q<Walk, Candidate>(
      `select ${candidate} from routes indexed by routes_audit
       ${takeable} and ${audited} and answers >= wanted and (draw, itemId) > (@at, @item) and ${newToThem}
       order by draw, itemId limit 1`,
    ),
    // Of the deferred ones those that a random share of the questions goes to, in the order of their draw.
    nextSampled: q<Walk, Candidate>(
      `select ${candidate} from routes indexed by routes_audit
       ${takeable} and answers < together and answers >= wanted and ${deferred} and draw < @auditRate
         and (draw, itemId) > (@at, @item) and ${newToThem}
       order by draw, itemId limit 1`,
    ),
    // What a person put aside comes back in the order in which they did, once nothing else is left for them.
    nextSkipped: q<QueueKey & Asked, Candidate & { skip: number }>(
      `select skips.id as skip, ${candidateOfRoutes} from skips indexed by skips_order
       cross join routes on routes.itemId = skips.itemId and routes.generation = @generation
       where skips.userId = @user and skips.projectId = @project and skips.returnedAt is null
         and routes.open = 1 and ${askedNow} and ${noneOfTheirs}
       order by skips.id limit 1`,
    ),
    stillOpen: q<{ item: number; generation: number } & Asked, Candidate>(
      `select ${candidate} from routes
       where itemId = @item and generation = @generation and open = 1 and ${newToThem}`,
    ),
    isOpen: q<[number, number], { open: number }>(
      "select open from routes where itemId = ? and generation = ?",
    ),

    /* leases */
    tasksOf: q<[number, number], Task>(
      "select id, expiresAt from leases where userId = ? and projectId = ? and live = 1 order by servedAt, rowid",
    ),
    renew: q<[number, number, number], never>(
      "update leases set expiresAt = ? where userId = ? and projectId = ? and live = 1",
    ),
    due: q<[number, number], Lapsing>(
      `select id, itemId, userId, forCheck from leases
       where projectId = ? and live = 1 and expiresAt <= ? limit 500`,
    ),
    lapse: q<[string], never>("update leases set live = 0 where id = ?"),
    forget: q<[number], never>("delete from leases where live = 0 and expiresAt < ?"),
    // An old lease of a person on the item is taken up again under its own id.
    hold: q<Omit<Lease, "live" | "forCheck"> & { forCheck: number }, Pick<Lease, "id">>(
      `insert into leases (id, projectId, itemId, userId, reason, inclusion, runId, fitId, eta, servedAt, expiresAt,
         forCheck, live)
       values (@id, @projectId, @itemId, @userId, @reason, @inclusion, @runId, @fitId, @eta, @servedAt, @expiresAt,
         @forCheck, 1)
       on conflict (itemId, userId) do update set reason = @reason, inclusion = @inclusion, runId = @runId,
         fitId = @fitId, eta = @eta, servedAt = @servedAt, expiresAt = @expiresAt, forCheck = @forCheck, live = 1
       returning id`,
    ),
    lease: q<[string, number, number], Stored<Held>>(
      `select id, itemId, reason, inclusion, runId, fitId, eta, servedAt, expiresAt, live, forCheck from leases
       where id = ? and userId = ? and projectId = ?`,
    ),
    // cross join: from the lease on, whatever the statistics say of how few withdrawals there are
    takenBack: q<[string], Pick<Judgment, "leaseId">>(
      `select given.leaseId from leases
       cross join raters on raters.projectId = leases.projectId and raters.userId = leases.userId
       cross join judgments withdrawal on withdrawal.itemId = leases.itemId and withdrawal.raterId = raters.id
       cross join judgments given on given.id = withdrawal.supersedes
       where leases.id = ? and withdrawal.outcome = 'withdrawn' order by withdrawal.id desc limit 1`,
    ),
    leaseOn: q<[number, number], Pick<Lease, "id">>(
      "select id from leases where itemId = ? and userId = ? and live = 1",
    ),
    drop: q<[string], never>("delete from leases where id = ?"),

    /* answers */
    rater: q<[number, number], { id: number }>("select id from raters where projectId = ? and userId = ?"),
    byLease: q<[string], Pick<Judgment, "id" | "raterId" | "itemId" | "reason" | "inclusion" | "receivedAt">>(
      "select id, raterId, itemId, reason, inclusion, receivedAt from judgments where leaseId = ?",
    ),
    latest: q<[number, number], Pick<Judgment, "id" | "outcome" | "supersedes">>(
      "select id, outcome, supersedes from judgments where itemId = ? and raterId = ? order by id desc limit 1",
    ),
    save: q<Answered, never>(
      `insert into judgments (projectId, itemId, raterId, outcome, label, supersedes, receivedAt, leaseId, reason,
         inclusion, runId, fitId, eta, servedAt, late, responseMs, visibleMs, hiddenCount, input, quality, timing, batchId)
       values (@projectId, @itemId, @raterId, @outcome, @label, @supersedes, @receivedAt, @leaseId, @reason,
         @inclusion, @runId, @fitId, @eta, @servedAt, @late, @responseMs, @visibleMs, @hiddenCount, @input, @quality, @timing, @batchId)`,
    ),
    withdraw: q<Withdrawal, never>(
      `insert into judgments (projectId, itemId, raterId, outcome, supersedes, receivedAt)
       values (@projectId, @itemId, @raterId, 'withdrawn', @supersedes, @receivedAt)`,
    ),

    ...checkStatements(sqlite),
    ...practiceStatements(sqlite),

    /* many at once */
    batch: q<[number, string], { id: number }>("select id from batches where userId = ? and key = ?"),
    saveBatch: q<Omit<Batch, "id" | "answers">, { id: number }>(
      `insert into batches (projectId, userId, key, answers, shown, servedAt, receivedAt, batchMs, visibleMs,
         hiddenCount, input, quality)
       values (@projectId, @userId, @key, 0, @shown, @servedAt, @receivedAt, @batchMs, @visibleMs, @hiddenCount,
         @input, @quality) returning id`,
    ),
    countBatch: q<[number, number], never>("update batches set answers = answers + ? where id = ?"),

    /* put aside for later */
    skipByLease: q<
      [string],
      Pick<Skip, "id" | "projectId" | "itemId" | "userId" | "reason" | "inclusion" | "returnedAt">
    >("select id, projectId, itemId, userId, reason, inclusion, returnedAt from skips where leaseId = ?"),
    saveSkip: q<Omit<Skip, "id" | "returnedAt">, never>(
      `insert into skips (leaseId, projectId, itemId, userId, reason, inclusion, servedAt, skippedAt, visibleMs)
       values (@leaseId, @projectId, @itemId, @userId, @reason, @inclusion, @servedAt, @skippedAt, @visibleMs)`,
    ),
    unskip: q<[number, number, number], never>(
      "update skips set returnedAt = ? where userId = ? and itemId = ? and returnedAt is null",
    ),

    /* remarks */
    flagByKey: q<[string], Pick<Flag, "id" | "projectId" | "userId" | "withdrawnAt" | "resolvedAt">>(
      "select id, projectId, userId, withdrawnAt, resolvedAt from flags where key = ?",
    ),
    saveFlag: q<
      Pick<Flag, "key" | "projectId" | "itemId" | "userId" | "leaseId" | "comment" | "createdAt">,
      never
    >(
      `insert into flags (key, projectId, itemId, userId, leaseId, comment, createdAt)
       values (@key, @projectId, @itemId, @userId, @leaseId, @comment, @createdAt)`,
    ),
    withdrawFlag: q<[number, number], never>("update flags set withdrawnAt = ? where id = ?"),
    withdrawFlagsOn: q<[number, number, number], never>(
      "update flags set withdrawnAt = ? where userId = ? and itemId = ? and withdrawnAt is null and resolvedAt is null",
    ),

    /* counts */
    routesOf: q<[number], Shifted>(
      "select generation, prior, score, draw, answers, held, overlap, together, wanted from routes where itemId = ?",
    ),
    // a generation in the making is given its own scores before it is put in force
    shift: q<
      { item: number; answers: number; held: number; generation: number; score: number | null },
      never
    >(
      `update routes set answers = answers + @answers, held = held + @held,
         score = iif(generation = @generation, coalesce(@score, score), score),
         open = answers + @answers + held + @held < overlap and held + @held < together
       where itemId = @item`,
    ),
    labelsOf: labelsBy(sqlite),
    /** who holds an item, and who has an answer to it: two questions, since one with a union sorts */
    holders: q<[number], { userId: number }>("select userId from leases where itemId = ? and live = 1"),
    answerers: q<[number], { userId: number | null }>(
      `select raters.userId from current_judgments answer cross join raters on raters.id = answer.raterId
       where answer.itemId = ? and raters.source = 'person'`,
    ),
    counts: q<QueueKey, Counts>(
      `select count(*) as routed,
         coalesce(sum(prior <= @eta), 0) as deferred,
         coalesce(sum(prior <= @eta and ${done}), 0) as deferredDone,
         coalesce(sum(prior > @eta and draw < @auditRate), 0) as audited,
         coalesce(sum(prior > @eta and draw < @auditRate and ${done}), 0) as auditedDone,
         coalesce(sum(answers), 0) as answers
       from routes indexed by routes_counts ${ofQueue}`,
    ),
    deferredOpen: q<QueueKey, Count>(
      `select count(*) as n from routes indexed by routes_deferred ${takeable} and ${deferred}`,
    ),
    auditedOpen: q<QueueKey, Count>(
      `select count(*) as n from routes indexed by routes_audit ${takeable} and ${audited}`,
    ),
    wantedOpen: q<QueueKey, Count & { deferred: number; audit: number }>(
      `select count(*) as n, coalesce(sum(${deferred}), 0) as deferred, coalesce(sum(${audited}), 0) as audit
       from routes indexed by routes_wanted ${takeable} and ${wanted}`,
    ),
    // Answers less those that a later row replaces or takes back: few have one, so few are looked up.
    answered: q<{ project: number; user: number; since: number }, { n: number; recent: number }>(
      `select
         coalesce(sum((answer.outcome <> 'withdrawn') - coalesce(before.outcome <> 'withdrawn', 0)), 0) as n,
         coalesce(sum((answer.outcome <> 'withdrawn' and answer.receivedAt >= @since)
           - coalesce(before.outcome <> 'withdrawn' and before.receivedAt >= @since, 0)), 0) as recent
       from raters cross join judgments answer indexed by judgments_rater on answer.raterId = raters.id
       left join judgments before on before.id = answer.supersedes
       where raters.projectId = @project and raters.userId = @user`,
    ),
    paused: q<[number, number], { pausedAt: number }>(
      "select pausedAt from paused_people where projectId = ? and userId = ?",
    ),
    liveOf: q<{ project: number; user: number | null }, Lapsing>(
      `select id, itemId, userId, forCheck from leases
       where projectId = @project and live = 1 and (@user is null or userId = @user)`,
    ),
    holding: q<[number, number], Count>(
      "select count(*) as n from leases where userId = ? and projectId = ? and live = 1",
    ),
    /** takeable items that a person has answered or holds: only where an item is for several */
    passed: q<QueueKey & { user: number }, Count>(
      `with mine as (
         select itemId from leases where userId = @user and projectId = @project and live = 1
         union
         select itemId from checks where userId = @user and projectId = @project
         union
         ${practisedItems}
         union
         select answer.itemId from raters
         cross join judgments answer indexed by judgments_rater on answer.raterId = raters.id
         where raters.projectId = @project and raters.userId = @user and answer.outcome <> 'withdrawn'
           and not exists (select 1 from judgments later where later.supersedes = answer.id))
       select count(*) as n from mine cross join routes
         on routes.itemId = mine.itemId and routes.generation = @generation
       where routes.open = 1 and ${askedNow}`,
    ),
    heldInQueue: q<QueueKey, Count>(
      `select count(*) as n from leases cross join routes
         on routes.itemId = leases.itemId and routes.generation = @generation
       where leases.projectId = @project and leases.live = 1 and leases.forCheck = 0`,
    ),
    heldByOthers: q<QueueKey & { user: number }, Count & { next: number | null }>(
      `select count(*) as n, min(leases.expiresAt) as next
       from leases join routes on routes.itemId = leases.itemId and routes.generation = @generation
       where leases.projectId = @project and leases.live = 1 and leases.forCheck = 0 and leases.userId <> @user
         and routes.answers < routes.overlap and (score <= @eta or draw < @auditRate or ${wanted})`,
    ),
  };
}

export type Statements = ReturnType<typeof prepareStatements>;

type Answered = Omit<Judgment, "id" | "late" | "timing" | "asideId"> & {
  late: number;
  timing: string | null;
};
type Withdrawal = Pick<Judgment, "projectId" | "itemId" | "raterId" | "supersedes" | "receivedAt">;
