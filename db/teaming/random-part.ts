import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { Project } from "#db/schema.ts";

/*
 * Whom people's answers speak for. The queue asks the least sure first, so answers alone speak for the least sure
 * alone. But every item has a draw, and a share of the questions goes in the order of the draws: up to the first
 * draw that nobody has answered, answers are a random part of everything.
 */

/** Items of which the machine is more sure than one prior and at most as sure as another, from the frontier on. */
type Part = {
  over: number;
  last: number;
  size: number;
  /** answered in the order of their draws, without a gap */
  asked: number;
  /** the first draw without an answer; 1 where all have one */
  before: number;
};

/** The queue's items by how sure the machine was of them before anybody answered, and which answers speak for all. */
export type RandomParts = {
  /** below this prior everybody has been asked who was to be: these answers speak for themselves */
  frontier: number;
  /** what has not been reached: deferred items and kept ones, or both together while one has few answers */
  parts: Part[];
};

type Queue = Pick<Project, "id" | "eta" | "routesGeneration">;

/**
 * It reads every row of the queue: for a job, or a thread beside the web process.
 * @param least answers that a part needs to speak for itself
 */
export function randomParts(
  db: Db,
  { id, eta, routesGeneration: generation }: Queue,
  least: number,
): RandomParts {
  const rows = sql`routes indexed by routes_counts where projectId = ${id} and generation = ${generation}`;
  const waits = db.get<{ prior: number } | undefined>(
    sql`select prior from ${rows} and answers = 0 order by prior limit 1`,
  );
  if (!waits) return { frontier: Infinity, parts: [] };
  const { prior: frontier } = waits;
  const part = (over: number, last: number): Part => {
    const within = sql`${rows} and prior >= ${frontier} and prior > ${over} and prior <= ${last}`;
    const { before } = db.get<{ before: number }>(
      sql`select coalesce(min(draw), 1) as before from ${within} and answers = 0`,
    );
    const { size, asked } = db.get<{ size: number; asked: number }>(
      sql`select count(*) as size, coalesce(sum(draw < ${before}), 0) as asked from ${within}`,
    );
    return { over, last, size, asked, before };
  };
  const apart = [part(-2, eta), part(eta, 1)];
  const parts = apart.some(few(least)) ? [part(-2, 1)] : apart;
  return { frontier, parts };
}

const few =
  (least: number) =>
  ({ asked, size }: Part): boolean =>
    asked < Math.min(size, least);

/** Have all items of the part been asked, so that its answers speak for nobody else? */
export const isFinished = ({ asked, size }: Part): boolean => asked >= size;

/** The place of an item's part; −1 for one below the frontier. */
export const partOf = ({ frontier, parts }: RandomParts, prior: number): number =>
  prior < frontier ? -1 : parts.findIndex(({ over, last }) => prior > over && prior <= last);

/**
 * The probability with which an item got among the answers that speak for all.
 * @returns null for one that got there otherwise: its answer speaks for nobody else
 */
export function inclusionIn(random: RandomParts, prior: number, draw: number): number | null {
  if (prior < random.frontier) return 1;
  const part = random.parts[partOf(random, prior)];
  return part && draw < part.before ? part.asked / part.size : null;
}
