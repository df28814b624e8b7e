import { refusal, worded } from "#lib/study/blocks.ts";
import { type PairType, pairTypes, pairsOf } from "#lib/study/data/pairs.ts";
import type { Study } from "#lib/study/data/study.ts";
import { type MatchingMean, type MatchingMeans, meanDefinition } from "#lib/study/matching/means.ts";
import { formula } from "#lib/study/matching/pairs.ts";
import { type TypesFinding, comparisonOf, typesWords } from "#lib/study/matching/words.ts";
import type { Block } from "#lib/study/section.ts";
import { pairTone } from "#lib/study/tones.ts";

/** Mean matching of two people, of two machines, and of one of each. */
export function typesBlock(study: Study, means: MatchingMeans): Block {
  const head = {
    id: "types",
    title: "Matching of people and of machines",
    definition: [
      formula,
      meanDefinition,
      "The aggregate is in none of these pairs, since it is made of the people's answers.",
      "Source: Liu et al. Fig. 4, as means over the blocks of its matrix.",
    ],
  };
  const rows = pairTypes.flatMap((type) => {
    const found = means.of(pairsOf(study, type));
    return found ? [{ type, ...found }] : [];
  });
  if (rows.length === 0) return refusal(head, "right and wrong");
  return {
    ...head,
    items: means.items,
    body: {
      kind: "figure",
      figure: {
        kind: "intervals",
        x: { name: "mean matching", format: "percent" },
        rows: rows.map(({ type, mean }) => ({ name: type, tone: pairTone[type], estimate: mean })),
      },
      table: {
        columns: [
          { name: "Pair", format: "text" },
          { name: "Mean matching", format: "percent" },
          { name: "Pairs", format: "count" },
        ],
        rows: rows.map(({ type, mean, pairs }) => [type, mean, pairs]),
      },
    },
    reading: readingOf(rows),
    failed: [],
  };
}

function readingOf(rows: readonly ({ type: PairType } & MatchingMean)[]): Block["reading"] {
  const meanOf = (type: PairType) => rows.find((row) => row.type === type)?.mean ?? null;
  const machines = meanOf("machine–machine");
  if (!machines) return null;
  const [mixed, people] = [meanOf("human–machine"), meanOf("human–human")];
  const finding: TypesFinding = {
    verdict: {
      people: mixed && comparisonOf(machines, mixed),
      eachOther: people && comparisonOf(machines, people),
    },
    numbers: { machines: machines.value, mixed: mixed?.value ?? null, people: people?.value ?? null },
  };
  return worded(finding, typesWords);
}
