import { at } from "#lib/array.ts";
import { pooledSuperiority, superiority } from "#lib/stats/superiority.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import { leastForVerdict } from "#lib/study/data/evaluated.ts";
import { type Study, type StudyRater, singleHumans } from "#lib/study/data/study.ts";
import type { Block } from "#lib/study/section.ts";
import { drawnGroups } from "#lib/study/times/groups.ts";
import { peopleSaid, type Placed, type Timed, timedPeople, timedSaid } from "#lib/study/times/timed.ts";
import { agreementWords, directionOf } from "#lib/study/times/words.ts";

const kinds = ["everybody else agrees", "some of the others agree", "nobody else agrees"] as const;

/** Do people take longer where others see something else? */
export function byAgreement(study: Study): Block {
  const head = {
    id: "by-agreement",
    title: "By agreement with the others",
    definition: [
      `How long an answer took by how many of the other people and label columns that answered the same picture gave the same class. ${timedSaid}`,
      "The probability is that an answer with which nobody agrees took longer than one with which everybody does (½: no relation), within each person and pooled over them; interval by DeLong.",
    ],
  };
  const humans = singleHumans(study);
  const people = timedPeople(study).map((timed) => ({ timed, by: grouped(timed, humans) }));
  const all = kinds.map((name, kind) => ({ name, answers: people.flatMap(({ by }) => by[kind] ?? []) }));
  const n = all.reduce((sum, { answers }) => sum + answers.length, 0);
  if (n === 0) return refusal(head, "timed answers shared");
  const ahead = pooledSuperiority(
    people.flatMap(
      ({ by: [agreed = [], , alone = []] }) => superiority(timesOf(alone), timesOf(agreed)) ?? [],
    ),
  );
  const few = Math.min(all[0]?.answers.length ?? 0, all[2]?.answers.length ?? 0) < leastForVerdict;
  const verdict = few ? "undecided" : directionOf(ahead, 0.5, "alone is faster", "alone is slower");
  return {
    ...head,
    items: `${peopleSaid(
      people.filter(({ by }) => by.some((some) => some.length > 0)).map(({ timed }) => timed),
      n,
    )} on pictures that others answered`,
    body: { kind: "figure", ...drawnGroups(all) },
    reading: worded({ verdict, numbers: { ahead, n } }, agreementWords),
    failed: [],
  };
}

const timesOf = (answers: readonly Placed[]): number[] => answers.map(({ ms }) => ms);

/** A person's answers by the share of the others that agree: all, some, none. */
function grouped({ rater, items, rank, ms }: Timed, humans: readonly StudyRater[]): Placed[][] {
  const groups: Placed[][] = [[], [], []];
  items.forEach((item, i) => {
    let [others, same] = [0, 0];
    for (const other of humans) {
      const said = other === rater ? -1 : at(other.answers, item);
      if (said < 0) continue;
      others++;
      if (said === rater.answers[item]) same++;
    }
    if (others === 0) return;
    groups[same === others ? 0 : same > 0 ? 1 : 2]?.push({ item, rank: at(rank, i), ms: at(ms, i) });
  });
  return groups;
}
