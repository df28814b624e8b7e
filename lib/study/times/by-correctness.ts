import { at } from "#lib/array.ts";
import { pooledSuperiority, superiority } from "#lib/stats/superiority.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import { leastForVerdict } from "#lib/study/data/evaluated.ts";
import type { Study } from "#lib/study/data/study.ts";
import type { Block } from "#lib/study/section.ts";
import { drawnGroups } from "#lib/study/times/groups.ts";
import { peopleSaid, type Placed, type Timed, timedPeople, timedSaid } from "#lib/study/times/timed.ts";
import { correctnessWords, directionOf } from "#lib/study/times/words.ts";

/** Do wrong answers take longer? */
export function byCorrectness(study: Study): Block {
  const head = {
    id: "by-correctness",
    title: "By being right",
    definition: [
      `How long right and wrong answers took, on pictures with gold. ${timedSaid}`,
      "The probability is that a wrong answer took longer than a right one (½: no relation), within each person and pooled over them; interval by DeLong. Wrong answers that are slower speak of hard pictures, faster ones of haste.",
    ],
  };
  const people = timedPeople(study).map((timed) => ({ timed, ...judged(timed, study.gold) }));
  const [right, wrong] = [people.flatMap((each) => each.right), people.flatMap((each) => each.wrong)];
  const n = right.length + wrong.length;
  if (n === 0) return refusal(head, "response times");
  const slower = pooledSuperiority(
    people.flatMap((each) => superiority(timesOf(each.wrong), timesOf(each.right)) ?? []),
  );
  const few = Math.min(right.length, wrong.length) < leastForVerdict;
  const verdict = few ? "undecided" : directionOf(slower, 0.5, "wrong is faster", "wrong is slower");
  return {
    ...head,
    items: `${peopleSaid(
      people.filter((each) => each.right.length + each.wrong.length > 0).map(({ timed }) => timed),
      n,
    )} on pictures with gold`,
    body: {
      kind: "figure",
      ...drawnGroups([
        { name: "right", answers: right },
        { name: "wrong", answers: wrong },
      ]),
    },
    reading: worded(
      { verdict, numbers: { slower, right: right.length, wrong: wrong.length } },
      correctnessWords,
    ),
    failed: [],
  };
}

const timesOf = (answers: readonly Placed[]): number[] => answers.map(({ ms }) => ms);

export function judged(
  { rater, items, rank, ms }: Timed,
  gold: Int16Array,
): { right: Placed[]; wrong: Placed[] } {
  const by: { right: Placed[]; wrong: Placed[] } = { right: [], wrong: [] };
  items.forEach((item, i) => {
    if (at(gold, item) < 0) return;
    by[rater.answers[item] === gold[item] ? "right" : "wrong"].push({
      item,
      rank: at(rank, i),
      ms: at(ms, i),
    });
  });
  return by;
}
