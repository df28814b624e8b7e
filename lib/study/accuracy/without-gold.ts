import { type Cell, type Led, ledTable } from "#lib/figures/table.ts";
import { argmaxBy } from "#lib/stats/argmax.ts";
import { machineCells, machineColumns } from "#lib/study/accuracy/rater-cells.ts";
import { type ShareSettings, type Shares, bootstrapSaid } from "#lib/study/accuracy/shares.ts";
import { agreementWords } from "#lib/study/accuracy/words.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import { answeredBy, leads, pairOf } from "#lib/study/data/items.ts";
import { type Study, aggregateOf } from "#lib/study/data/study.ts";
import type { Block } from "#lib/study/section.ts";
import { toneOf } from "#lib/study/tones.ts";

/** Without gold: how often each rater says what most people say, under a name that promises no more. */
export function agreementBlock(study: Study, settings: ShareSettings, shares: Shares): Block {
  const head = {
    id: "agreement",
    title: "Agreement with the aggregate",
    definition: [
      "No gold label is known here, so nobody's accuracy can be measured. Shown instead is the share of items on which a rater gives the same answer as the aggregate of all people, over the items that both answered.",
      "This is not accuracy. People are part of the aggregate and agree with it for that reason alone; a machine trained on the same people's answers leans towards it as well; and where the aggregate is wrong, agreeing with it is wrong too.",
      bootstrapSaid(settings),
    ],
  };
  const aggregate = aggregateOf(study);
  if (!aggregate) return refusal(head, "gold");
  const rows = study.raters.flatMap((rater) => {
    if (rater === aggregate) return [];
    let [n, same] = [0, 0];
    for (const [item, answer] of rater.answers.entries()) {
      if (answer < 0 || aggregate.answers[item] === -1) continue;
      n++;
      if (answer === aggregate.answers[item]) same++;
    }
    const estimate = shares(same, n);
    const alike = leads(pairOf(rater, aggregate, "alike"), same, n);
    return estimate ? [{ rater, n, estimate, alike }] : [];
  });
  if (rows.length === 0) return refusal(head, "aggregate's items");
  const machines = rows.filter(({ rater }) => rater.kind === "machine");
  const most = machines[argmaxBy(machines, ({ estimate }) => estimate.value)];
  return {
    ...head,
    items: "items that the rater and the aggregate answered; no gold label is known",
    body: {
      kind: "figure",
      figure: {
        kind: "intervals",
        x: { name: "agreement with the aggregate", format: "percent" },
        rows: rows.map(({ rater, estimate, alike }) => ({
          ...{ name: rater.name, tone: toneOf(rater), estimate, leads: alike },
        })),
      },
      table: ledTable(
        [
          { name: "Rater", format: "text" },
          { name: "Kind", format: "text" },
          { name: "Agreement", format: "percent" },
          { name: "Items", format: "count" },
          ...machineColumns,
        ],
        rows.map(({ rater, n, estimate, alike }): (Cell | Led)[] => [
          rater.name,
          rater.kind,
          { cell: estimate, leads: alike },
          { cell: n, leads: leads(answeredBy([rater, aggregate], 2), n) },
          ...machineCells(rater),
        ]),
      ),
    },
    reading: most
      ? worded(
          {
            verdict: null,
            numbers: { machine: { name: most.rater.name, accuracy: most.estimate.value } },
          },
          agreementWords,
        )
      : null,
    failed: [],
  };
}
