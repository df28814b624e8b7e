import { and, asc, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { type AsideEntry, asidesOf, personOf } from "#db/labelling/set-aside.ts";
import { standings } from "#db/labelling/standing.ts";
import type { Db, RootDb } from "#db/client.ts";
import { batches, judgments, type Project, projects, raters } from "#db/schema.ts";
import { type LoadedProject, loadProject, trusted } from "#db/views/load.ts";
import { withdrawn } from "#db/views/judgment-log.ts";
import { type PersonLeads, personLeads } from "#db/views/person-leads.ts";
import { checksOf, type PersonChecks } from "#db/views/person-checks.ts";
import type { JudgedAnswer } from "#lib/quality/answer.ts";
import { type Drift, drifts, type Part, parts, shareRight, summary, timesOf } from "#lib/quality/drift.ts";
import { fastAndWorse, fasterThanOthers } from "#lib/quality/fast.ts";
import type { Finding } from "#lib/quality/findings.ts";
import { repeatedKeys } from "#lib/quality/periodic.ts";
import type { MaybeEstimate } from "#lib/stats/estimate.ts";
import { medianInterval } from "#lib/stats/median-interval.ts";
import type { Proportion } from "#lib/stats/proportion.ts";

/** One person's work in a project: the answers that stand and those that were set aside, which are judged alike. */
export type PersonView = {
  raterId: number;
  userId: number;
  name: string;
  /** answers looked at; `standing` of them count, the others are set aside */
  answers: number;
  standing: number;
  /** there are more, older ones than are looked at */
  more: boolean;
  unsure: number;
  from: number | null;
  to: number | null;
  speed: MaybeEstimate;
  times: number;
  /** answers whose time is doubtful, by what makes it so */
  doubtful: { quality: string; n: number }[];
  /** what stands of their work in the grid: batches, answers, and the answers' shares of the batches' time, ms */
  inGrid: { batches: number; answers: number; ms: number };
  /** median of the others' times, ms */
  othersSpeed: MaybeEstimate;
  accuracy: Proportion;
  /** answers to checks, which are none of the above */
  checks: Omit<PersonChecks, "said">;
  /** on the same items with gold: the answers of the other people and columns */
  othersAccuracy: Proportion;
  agreement: Proportion;
  withMachine: Proportion;
  /** [K × K] (gold, answer), with the checks; empty without gold, or with more classes than a matrix can show */
  confusion: number[];
  /** the commonest mistakes */
  mistakes: { gold: number; label: number; n: number }[];
  parts: Part[];
  drifts: Record<"accuracy" | "agreement" | "speed", Drift | null>;
  findings: Finding[];
  leads: PersonLeads;
  /** newest first */
  latest: LatestAnswer[];
  asides: AsideEntry[];
};

export type LatestAnswer = {
  itemId: number;
  /** −1: could not tell */
  label: number;
  gold: number;
  others: number;
  ms: number | null;
  at: number;
  setAside: boolean;
};

/** The newest judgments of a person that are looked at: an hour a day for two years. */
export const mostLooked = 50_000;
const mostMatrix = 30;
const mostLatest = 24;

/** @returns null where nobody of that number labels in the project */
export function personView(db: RootDb, project: Project, raterId: number): PersonView | null {
  const person = personOf(db, project.id, raterId);
  if (!person) return null;
  const loaded = loadProject(db, project);
  const { rows, more } = judgmentsOf(db, raterId);
  const known = standings(rows)
    .filter(({ current, setAside }) => current || setAside)
    .flatMap((said) => {
      const item = loaded.itemOf.get(said.judgment.itemId);
      return item === undefined ? [] : [{ ...said, item }];
    });
  const beside = othersOn(loaded, raterId, new Set(known.map(({ item }) => item)));
  const machine = machineOn(db, project);
  const answers = known.map(({ judgment, item }): JudgedAnswer => ({
    label: judgment.label ?? -1,
    ms: timeOf(judgment),
    gold: loaded.gold[item] ?? -1,
    others: beside.mostSaid(item),
    machine: machine(judgment.itemId),
  }));
  const { accuracy, agreement, speed } = summary(answers);
  const { said, ...checks } = checksOf(db, project.id, person.userId);
  const K = project.classes.length;
  const times = timesOf(answers);
  const doubtful = doubtfulTimes(known.map(({ judgment }) => judgment.quality));
  const standing = known.filter(({ current }) => current).length;
  const inGrid = inGridOf(db, raterId);
  const withMachine = shareRight(answers, (answer) => answer.machine);
  const confused = confusions([...answers, ...said], K);
  const pieces = parts(answers);
  const changes = drifts(answers);
  const findings = [
    fasterThanOthers(times, beside.times),
    fastAndWorse(answers),
    // One key for many pictures at once is what the grid is for.
    ...repeatedKeys(
      answers.filter((_, i) => known[i]?.judgment.batchId === null),
      K,
    ),
  ];
  const numbered = answers.map((answer, i) => {
    const { id = 0, batchId = null } = known[i]?.judgment ?? {};
    return { ...answer, id, inGrid: batchId !== null };
  });
  return {
    raterId,
    ...person,
    answers: answers.length,
    standing,
    more,
    unsure: answers.filter(({ label }) => label < 0).length,
    from: known[0]?.judgment.receivedAt ?? null,
    to: known.at(-1)?.judgment.receivedAt ?? null,
    speed,
    times: times.length,
    doubtful,
    inGrid,
    othersSpeed: medianInterval(beside.times),
    accuracy,
    othersAccuracy: beside.accuracy(),
    agreement,
    withMachine,
    checks,
    ...confused,
    parts: pieces,
    drifts: changes,
    findings,
    leads: personLeads(numbered, {
      ...{ raterId, activeRunId: project.activeRunId, more, standing, accuracy, agreement, withMachine },
      doubtful: doubtful.reduce((sum, { n }) => sum + n, 0),
      ...{ inGrid: inGrid.answers, checks: checks.accuracy, parts: pieces, drifts: changes, findings },
      ...{ ...confused, classes: K },
    }),
    latest: known
      .map(({ judgment: { itemId, receivedAt: at }, setAside }, i): LatestAnswer => {
        const { label = -1, gold = -1, others = -1, ms = NaN } = answers[i] ?? {};
        return { itemId, label, gold, others, ms: Number.isNaN(ms) ? null : ms, at, setAside };
      })
      .slice(-mostLatest)
      .reverse(),
    asides: asidesOf(db, raterId),
  };
}

type Row = ReturnType<typeof newestRows>[number];

const newestRows = (db: Db, raterId: number) =>
  db
    .select({
      id: judgments.id,
      itemId: judgments.itemId,
      raterId: judgments.raterId,
      outcome: judgments.outcome,
      label: judgments.label,
      supersedes: judgments.supersedes,
      asideId: judgments.asideId,
      receivedAt: judgments.receivedAt,
      responseMs: judgments.responseMs,
      quality: judgments.quality,
      batchId: judgments.batchId,
    })
    .from(judgments)
    .where(eq(judgments.raterId, raterId))
    .orderBy(desc(judgments.id))
    .limit(mostLooked + 1)
    .all();

function judgmentsOf(db: Db, raterId: number): { rows: Row[]; more: boolean } {
  const rows = newestRows(db, raterId);
  return { rows: rows.slice(0, mostLooked).reverse(), more: rows.length > mostLooked };
}

const timeOf = ({ label, quality, responseMs }: Row): number =>
  label !== null && responseMs !== null && trusted.includes(quality ?? "") ? responseMs : NaN;

/** Of answers that stand, in batches whose time can be trusted: each has its share of the batch's. */
const inGridOf = (db: Db, raterId: number): PersonView["inGrid"] =>
  db.get(sql`
    select count(distinct batches.id) as batches, count(*) as answers,
      coalesce(sum(batches.batchMs / batches.answers), 0) as ms
    from current_judgments answer join batches on batches.id = answer.batchId
    where answer.raterId = ${raterId} and ${inArray(batches.quality, trusted)}`);

function doubtfulTimes(qualities: readonly (string | null)[]): PersonView["doubtful"] {
  const counts = new Map<string, number>();
  for (const quality of qualities)
    if (quality !== null && !trusted.includes(quality)) counts.set(quality, (counts.get(quality) ?? 0) + 1);
  return [...counts].map(([quality, n]) => ({ quality, n })).sort((a, b) => b.n - a.n);
}

/** What the others said of some items as it stands, and people's times anywhere but of what was taken back. */
function othersOn({ log, gold, raters: all }: LoadedProject, raterId: number, items: ReadonlySet<number>) {
  const said = new Map<number, Map<number, number>>();
  const times: number[] = [];
  const placeOf = (item: number, rater: number) => rater * gold.length + item;
  const takenBack = new Map<number, number>();
  let place = 0;
  log.since(0, ({ item, rater, label }) => {
    place++;
    if (label === withdrawn && rater !== raterId) takenBack.set(placeOf(item, rater), place);
  });
  place = 0;
  log.since(0, ({ item, rater, label, ms }) => {
    place++;
    if (rater === raterId) return;
    const counts = !Number.isNaN(ms) && (takenBack.get(placeOf(item, rater)) ?? 0) < place;
    if (counts && all.get(rater)?.source === "person") times.push(ms);
    if (!items.has(item)) return;
    const labels = said.get(item) ?? new Map<number, number>();
    said.set(item, labels);
    labels.set(rater, label);
  });
  /** The class that most of them said; −1 where nobody did, or several are as common. */
  function mostSaid(item: number): number {
    const votes = new Map<number, number>();
    for (const label of said.get(item)?.values() ?? [])
      if (label >= 0) votes.set(label, (votes.get(label) ?? 0) + 1);
    const [first, second] = [...votes].sort((a, b) => b[1] - a[1]);
    return first && first[1] > (second?.[1] ?? 0) ? first[0] : -1;
  }
  function accuracy(): Proportion {
    const answers = [...said].flatMap(([item, labels]) =>
      [...labels.values()].map((label) => ({
        ...{ label, gold: gold[item] ?? -1, ms: NaN, others: -1, machine: -1 },
      })),
    );
    return shareRight(answers, (answer) => answer.gold);
  }
  return { times, mostSaid, accuracy };
}

function machineOn(db: RootDb, { activeRunId }: Project): (itemId: number) => number {
  if (activeRunId === null) return () => -1;
  const top = db.$client.prepare<[number, number], { top: number | null }>(
    "select top from predictions where runId = ? and itemId = ?",
  );
  return (itemId) => top.get(activeRunId, itemId)?.top ?? -1;
}

function confusions(
  answers: readonly Pick<JudgedAnswer, "gold" | "label">[],
  K: number,
): Pick<PersonView, "confusion" | "mistakes"> {
  const counts = new Map<number, number>();
  for (const { gold, label } of answers)
    if (gold >= 0 && label >= 0) counts.set(gold * K + label, (counts.get(gold * K + label) ?? 0) + 1);
  const mistakes = [...counts]
    .map(([cell, n]) => ({ gold: Math.floor(cell / K), label: cell % K, n }))
    .filter(({ gold, label }) => gold !== label)
    .sort((a, b) => b.n - a.n)
    .slice(0, 8);
  const shown = counts.size > 0 && K <= mostMatrix;
  return {
    confusion: shown ? Array.from({ length: K * K }, (_, cell) => counts.get(cell) ?? 0) : [],
    mistakes,
  };
}

/** The projects in which people label or have labelled, by person: for the list of people. */
export function workOfAll(db: Db): Map<number, { raterId: number; slug: string; project: string }[]> {
  const work = new Map<number, { raterId: number; slug: string; project: string }[]>();
  const rows = db
    .select({ userId: raters.userId, raterId: raters.id, slug: projects.slug, project: projects.name })
    .from(raters)
    .innerJoin(projects, eq(projects.id, raters.projectId))
    .where(and(eq(raters.source, "person"), isNull(projects.archivedAt)))
    .orderBy(asc(projects.name))
    .all();
  for (const { userId, ...rest } of rows) {
    if (userId === null) continue;
    work.set(userId, [...(work.get(userId) ?? []), rest]);
  }
  return work;
}
