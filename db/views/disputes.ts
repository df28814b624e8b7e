import { z } from "zod";
import type { RootDb } from "#db/client.ts";
import { flaggedItems, openFlagsOf } from "#db/labelling/flags.ts";
import { decidedItems } from "#db/labelling/review.ts";
import type { Project } from "#db/schema.ts";
import { labelsBy } from "#db/teaming/answers.ts";
import { liveTeam } from "#db/teaming/live-team.ts";
import { type LoadedProject, loadProject } from "#db/views/load.ts";
import { perProject } from "#db/views/per-project.ts";

/** An item that somebody flagged or on which people differ, with all that is known of it but who said what. */
export type Dispute = {
  itemId: number;
  /**
   * labels of people who label here and of columns that came with the data, in the order in which they came; `name`
   * says whose, and is for those who asked
   */
  answers: { source: "person" | "column"; name: string; label: number }[];
  /** the machine's class and its probability; null without a prediction */
  machine: { label: number; confidence: number } | null;
  /** the team's likeliest classes, most probable first */
  belief: { label: number; probability: number }[];
  /** the gold label that came with the data; null without one */
  gold: number | null;
  /** remarks of annotators that wait for somebody, oldest first; `author` is for those who asked */
  flags: { comment: string; author: string }[];
};

export type Disputes = {
  /** flagged items, items on which people's labels differ and nobody has decided yet, and those with a decision */
  flagged: number;
  open: number;
  decided: number;
  /** flagged ones first, oldest flag first; then the more disputed: the smaller the share of the commonest label, then the more answers */
  first: Dispute[];
  /** place of the last of these, after which the list goes on; null: these were the last */
  next: DisputePlace | null;
};

/** Place in the list: of a flagged item its first flag; else share, answers, and the item's own place. */
export const disputePlace = z.union([z.tuple([z.int()]), z.tuple([z.number(), z.int(), z.int()])]);
export type DisputePlace = z.output<typeof disputePlace>;

/** What the log says of the items that people have labelled; corrected answer by answer. */
type State = {
  loaded: LoadedProject;
  /** first label of a person by place of the item; −1 without one [n] */
  firstLabel: Int16Array;
  /** places on which two labels were ever different: only these are looked up */
  everDiffered: Set<number>;
  /** share of the commonest label, and how many answers, where they differ as they stand */
  disputed: Map<number, { share: number; answers: number }>;
  taken: number;
};

const cacheOf = perProject<State>(({ loaded }) => loaded.n);
const mostClasses = 5;

/**
 * What waits for a decision: flags, and where people are at odds. Only people who label here: columns that came with the data are compared in the study.
 * @param most items that are described
 * @param after place of the last one seen; null: from the first
 */
export function disputes(
  db: RootDb,
  project: Project,
  most: number,
  after: DisputePlace | null = null,
): Disputes {
  const { loaded, disputed } = stateOf(db, project);
  const decided = decidedItems(db, project.id);
  const flagged = flaggedItems(db, project.id);
  const open = [...disputed]
    .map(([place, of]) => ({ place, itemId: loaded.itemIds[place] ?? -1, ...of }))
    .filter(({ itemId }) => !decided.has(itemId) && !flagged.has(itemId))
    .map(({ itemId, share, answers, place }): Listed => ({ itemId, at: [share, answers, place] }));
  const all = [...[...flagged].map(([itemId, first]): Listed => ({ itemId, at: [first] })), ...open]
    .filter(({ at }) => after === null || inOrder(after, at) < 0)
    .sort((a, b) => inOrder(a.at, b.at));
  const team = liveTeam(db, project);
  const labelsOf = labelsBy(db.$client);
  const everybody = answersBy(db);
  const wanted = all.slice(0, most);
  return {
    flagged: flagged.size,
    open: open.length,
    decided: decided.size,
    next: all.length > most ? (wanted.at(-1)?.at ?? null) : null,
    first: wanted.map(({ itemId }): Dispute => {
      const answers = labelsOf.all(itemId);
      const said = team.machine(itemId);
      const belief = ranked(team.teamOf(itemId).belief({ machine: said, answers, eta: project.eta }));
      const [top] = said ? ranked(said) : [];
      const gold = loaded.gold[loaded.itemOf.get(itemId) ?? -1] ?? -1;
      return {
        itemId,
        answers: everybody.all(itemId),
        machine: top ? { label: top.label, confidence: top.probability } : null,
        belief,
        gold: gold < 0 ? null : gold,
        flags: flagged.has(itemId)
          ? openFlagsOf(db, itemId).map(({ comment, author }) => ({ comment, author }))
          : [],
      };
    }),
  };
}

/** All answers of an item that stand; a crowd answers as one, and a review's decision is no answer. */
const answersBy = (db: RootDb) =>
  db.$client.prepare<[number], Dispute["answers"][number]>(
    `select raters.source, coalesce(users.displayName, raters.name) as name, answer.label
     from current_judgments answer
     join raters on raters.id = answer.raterId left join users on users.id = raters.userId
     where answer.itemId = ? and answer.label is not null and raters.source in ('person', 'column')
       and raters.crowdId is null
     order by answer.id`,
  );

type Listed = { itemId: number; at: DisputePlace };

/** The order of the list. @returns below 0 where `a` comes first */
function inOrder(a: DisputePlace, b: DisputePlace): number {
  if (a.length === 1 || b.length === 1) return a.length === b.length ? a[0] - b[0] : a.length - b.length;
  return a[0] - b[0] || b[1] - a[1] || a[2] - b[2];
}

const ranked = (probabilities: ArrayLike<number>): Dispute["belief"] =>
  Array.from(probabilities, (probability, label) => ({ label, probability }))
    .filter(({ probability }) => probability > 0)
    .sort((a, b) => b.probability - a.probability || a.label - b.label)
    .slice(0, mostClasses);

function stateOf(db: RootDb, project: Project): State {
  const cache = cacheOf(db);
  const loaded = loadProject(db, project);
  let state = cache.get(project.id);
  if (state?.loaded !== loaded) {
    const firstLabel = new Int16Array(loaded.n).fill(-1);
    state = { loaded, firstLabel, everDiffered: new Set(), disputed: new Map(), taken: 0 };
    cache.set(project.id, state);
  }
  const { firstLabel, everDiffered, disputed } = state;
  const touched = new Set<number>();
  state.taken = loaded.log.since(state.taken, ({ item, rater, label }) => {
    if (loaded.raters.get(rater)?.source !== "person") return;
    if (label >= 0) {
      if (firstLabel[item] === -1) firstLabel[item] = label;
      else if (firstLabel[item] !== label) everDiffered.add(item);
    }
    if (everDiffered.has(item)) touched.add(item);
  });
  const labelsOf = labelsBy(db.$client);
  for (const item of touched) {
    const counts = new Map<number, number>();
    for (const { label } of labelsOf.all(loaded.itemIds[item] ?? -1))
      counts.set(label, (counts.get(label) ?? 0) + 1);
    const answers = [...counts.values()].reduce((sum, n) => sum + n, 0);
    if (counts.size > 1) disputed.set(item, { share: Math.max(...counts.values()) / answers, answers });
    else disputed.delete(item);
  }
  return state;
}
