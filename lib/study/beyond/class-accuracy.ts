import { normalInterval } from "#lib/stats/interval.ts";
import { mostShown, shownClasses } from "#lib/study/confusion/class-matrix.ts";
import { evaluated } from "#lib/study/data/evaluated.ts";
import { failedMachines, leftOutSentence } from "#lib/study/failed-machines.ts";
import { formatCell } from "#lib/figures/format.ts";
import type { Cell } from "#lib/figures/table.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { type Block, refusal } from "#lib/study/section.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";

type ClassRow = { at: number; n: number; people: number; machines: number; difference: Estimate };

/** Accuracy of people and of machines in each class of gold, and how far people are ahead. */
export function classAccuracyBlock(study: Study, tallies: Tallies): Block {
  const head = {
    id: "classes",
    title: "Accuracy by class",
    definition: [
      "Of the items whose gold label is a class, the share that the single people are right on, mean over people, and the same for machines. The difference is people − machines, in points: above 0 people know the class better.",
      "Intervals take the items of the class as the sample: an item's difference is the share of people that are right on it minus the share of machines.",
      "Beyond the study; its confusion matrices show which classes are taken for which.",
    ],
  };
  const joint = evaluated(study);
  const people = joint.raters.filter(({ kind, source }) => kind === "human" && source !== "aggregate");
  const all = joint.raters.filter(({ kind }) => kind === "machine");
  const failed = failedMachines(all, tallies);
  const machines = all.filter((machine) => !failed.includes(machine));
  if (people.length === 0 || machines.length === 0)
    return refusal(head, "Needs a person and a machine who answered the same items with gold.");
  const rows = rowsOf(study, joint.items, people, machines);
  const shown = new Set(
    shownClasses(study.classes.length, (at) =>
      Math.abs(rows.find((row) => row.at === at)?.difference.value ?? 0),
    ),
  );
  const name = ({ at }: ClassRow) => study.classes[at] ?? "";
  const cut =
    study.classes.length > mostShown
      ? `; the figure shows the ${mostShown} classes with the largest differences`
      : "";
  const best = rows.reduce((top, row) => (row.difference.value > top.difference.value ? row : top), rows[0]!);
  const worst = rows.reduce(
    (low, row) => (row.difference.value < low.difference.value ? row : low),
    rows[0]!,
  );
  const points = ({ difference: { value } }: ClassRow) => formatCell(value, "points");
  return {
    ...head,
    items: `${joint.sentence}${cut}`,
    body: {
      kind: "figure",
      figure: {
        kind: "intervals",
        x: { name: "people − machines, points", format: "points" },
        rows: rows
          .filter(({ at }) => shown.has(at))
          .map((row) => ({
            name: name(row),
            tone: row.difference.value >= 0 ? "people" : "machine",
            estimate: row.difference,
          })),
      },
      table: {
        columns: [
          { name: "Class", format: "text" },
          { name: "Items", format: "count" },
          { name: "People", format: "percent" },
          { name: "Machines", format: "percent" },
          { name: "People − machines", format: "points" },
        ],
        rows: rows.map((row): Cell[] => [name(row), row.n, row.people, row.machines, row.difference]),
      },
    },
    reading: [
      rows.length < 2
        ? ""
        : `People are ahead in ${rows.filter(({ difference }) => difference.low > 0).length} and machines in ${rows.filter(({ difference }) => difference.high < 0).length} of ${rows.length} classes, clear of chance; people do best against machines in “${name(best)}” (${points(best)} points), worst in “${name(worst)}” (${points(worst)}).`,
      leftOutSentence(failed),
    ]
      .filter((sentence) => sentence !== "")
      .join(" "),
  };
}

/** Classes with an item, in their own order. */
function rowsOf(
  study: Study,
  items: Int32Array,
  people: readonly StudyRater[],
  machines: readonly StudyRater[],
): ClassRow[] {
  const sums = study.classes.map(() => ({ n: 0, people: 0, machines: 0, squares: 0 }));
  const share = (raters: readonly StudyRater[], item: number) => {
    let right = 0;
    for (const { answers } of raters) if (answers[item] === study.gold[item]) right++;
    return right / raters.length;
  };
  for (const item of items) {
    const sum = sums[study.gold[item]!]!;
    const [first, second] = [share(people, item), share(machines, item)];
    sum.n++;
    sum.people += first;
    sum.machines += second;
    sum.squares += (first - second) ** 2;
  }
  return sums.flatMap(({ n, people: first, machines: second, squares }, at): ClassRow[] => {
    if (n === 0) return [];
    const value = (first - second) / n;
    const difference = normalInterval(value, (squares / n - value ** 2) / n);
    return [{ at, n, people: first / n, machines: second / n, difference }];
  });
}
