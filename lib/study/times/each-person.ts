import { type Cell, type Led, ledTable } from "#lib/figures/table.ts";
import { pooledCorrelation, spearman } from "#lib/stats/spearman.ts";
import { medianInterval } from "#lib/stats/median-interval.ts";
import { pooledSuperiority, superiority } from "#lib/stats/superiority.ts";
import { counted } from "#lib/numbers.ts";
import { refusal } from "#lib/study/blocks.ts";
import { leads } from "#lib/study/data/items.ts";
import { projectMachine } from "#lib/study/data/project-machine.ts";
import type { Study } from "#lib/study/data/study.ts";
import type { Block } from "#lib/study/section.ts";
import type { MaybeEstimate } from "#lib/stats/estimate.ts";
import { judged } from "#lib/study/times/by-correctness.ts";
import { within } from "#lib/study/times/by-confidence.ts";
import { leastTimed, timedPeople } from "#lib/study/times/timed.ts";

/** Each person's times: how long, how spread, and how they go with what is hard. */
export function eachPerson(study: Study): Block {
  const head = {
    id: "each-person",
    title: "Each person",
    definition: [
      `Everybody with at least ${leastTimed} trustworthy times. The median’s interval is distribution-free (order statistics); a tenth of the times are below the first decile and a tenth above the last.`,
      "Correlations are Spearman’s of the time with the machine’s confidence (below 0: slower where it is unsure) and with how far they had come (below 0: faster with practice), intervals by Fisher’s z. The last column is the probability that a wrong answer of theirs took longer than a right one, by DeLong.",
      "Imported times belong to whatever was timed, which may be a batch of pictures.",
    ],
  };
  const people = timedPeople(study);
  if (people.length === 0) return refusal(head, "timed answers");
  const confidence = projectMachine(study, study.raters)?.machine?.confidence;
  const rows = people.map((timed): (Cell | Led)[] => {
    const sorted = Float64Array.from(timed.ms).sort();
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null;
    const measured = confidence ? within(timed, confidence) : null;
    const practice = spearman(timed.ms, timed.order);
    const { right, wrong } = judged(timed, study.gold);
    const slower = superiority(
      wrong.map(({ ms }) => ms),
      right.map(({ ms }) => ms),
    );
    return [
      timed.rater.name,
      {
        cell: timed.ms.length,
        leads: leads(
          { took: { rater: timed.rater.id, ms: { low: 0, high: longest(timed.ms) } } },
          timed.ms.length,
        ),
      },
      cell(medianInterval(timed.ms)),
      at(0.1),
      at(0.9),
      !measured || measured.rho === null
        ? null
        : cell(pooledCorrelation([{ rho: measured.rho, n: measured.n }])),
      practice === null ? null : cell(pooledCorrelation([{ rho: practice, n: timed.ms.length }])),
      slower ? cell(pooledSuperiority([slower])) : null,
    ];
  });
  return {
    ...head,
    items: `${counted(people.reduce((sum, { ms }) => sum + ms.length, 0))} timed answers`,
    body: {
      kind: "table",
      table: ledTable(
        [
          { name: "Person", format: "text" },
          { name: "Times", format: "count" },
          { name: "Median", format: "ms" },
          { name: "First decile", format: "ms" },
          { name: "Last decile", format: "ms" },
          { name: "With confidence", format: "number" },
          { name: "With practice", format: "number" },
          { name: "Wrong slower than right", format: "percent" },
        ],
        rows,
      ),
    },
    reading: null,
    failed: [],
  };
}

/** Whole milliseconds that no time exceeds. */
const longest = (ms: readonly number[]): number =>
  Math.ceil(ms.reduce((most, each) => Math.max(most, each), 0));

const cell = (estimate: MaybeEstimate): Cell => (estimate.value === null ? null : estimate);
