import { type Cell, type Led, ledTable } from "#lib/figures/table.ts";
import { argmaxBy } from "#lib/stats/argmax.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { normalInterval } from "#lib/stats/interval.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import { classWords } from "#lib/study/beyond/words.ts";
import { maxShown, shownClasses } from "#lib/study/confusion/class-matrix.ts";
import { evaluated } from "#lib/study/data/evaluated.ts";
import { answeredByAll, leads, said, withGold } from "#lib/study/data/items.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import type { Block } from "#lib/study/section.ts";

type ClassRow = {
  at: number;
  name: string;
  n: number;
  people: number;
  machines: number;
  difference: Estimate;
};

/** Accuracy of people and of machines in each class of gold, and how far people are ahead. */
export function classAccuracyBlock(study: Study): Block {
  const head = {
    id: "classes",
    title: "Accuracy by class",
    definition: [
      "Of the items whose gold label is a class, the share that single people are right on, mean over people, and the same for machines. The difference is people − machines, in points: above 0 people know the class better.",
      "Intervals take the items of the class as the sample: an item's difference is the share of people that are right on it minus the share of machines.",
      "Beyond the study; its confusion matrices show which classes are mistaken for which.",
    ],
  };
  const { items, raters, people, sound, sentence } = evaluated(study);
  const base = { ...withGold, ...answeredByAll(raters) };
  if (people.length === 0 || sound.length === 0) return refusal(head, "person and machine");
  const rows = rowsOf(study, items, people, sound);
  const byClass = new Map(rows.map((row) => [row.at, row]));
  const shown = new Set(
    shownClasses(study.classes.length, (at) => Math.abs(byClass.get(at)?.difference.value ?? 0)),
  );
  const cut =
    study.classes.length > maxShown
      ? `; the figure shows the ${maxShown} classes with the largest differences`
      : "";
  return {
    ...head,
    items: `${sentence}${cut}`,
    body: {
      kind: "figure",
      figure: {
        kind: "intervals",
        x: { name: "people − machines, points", format: "points" },
        rows: rows
          .filter(({ at }) => shown.has(at))
          .map(({ name, difference }) => ({
            name,
            tone: difference.value >= 0 ? "people" : "machine",
            estimate: difference,
          })),
      },
      table: ledTable(
        [
          { name: "Class", format: "text" },
          { name: "Items", format: "count" },
          { name: "People", format: "percent" },
          { name: "Machines", format: "percent" },
          { name: "People − machines", format: "points" },
        ],
        rows.map((row): (Cell | Led)[] => [
          row.name,
          { cell: row.n, leads: leads({ ...base, said: [said("gold", row.at)] }, row.n) },
          ...[row.people, row.machines, row.difference],
        ]),
      ),
    },
    reading: extremes(rows),
    failed: [],
  };
}

/** Null with fewer than two classes. */
function extremes(rows: readonly ClassRow[]): Block["reading"] {
  const best = rows[argmaxBy(rows, ({ difference }) => difference.value)];
  const worst = rows[argmaxBy(rows, ({ difference }) => -difference.value)];
  if (rows.length < 2 || !best || !worst) return null;
  const named = ({ name, difference }: ClassRow) => ({ name, difference: difference.value });
  return worded(
    {
      verdict: null,
      numbers: {
        classes: rows.length,
        peopleAhead: rows.filter(({ difference }) => difference.low > 0).length,
        machinesAhead: rows.filter(({ difference }) => difference.high < 0).length,
        best: named(best),
        worst: named(worst),
      },
    },
    classWords,
  );
}

/** Classes with an item, in their own order. */
function rowsOf(
  { classes, gold }: Study,
  items: Int32Array,
  people: readonly StudyRater[],
  machines: readonly StudyRater[],
): ClassRow[] {
  const sums = classes.map((name, at) => ({ at, name, n: 0, people: 0, machines: 0, squares: 0 }));
  const share = (raters: readonly StudyRater[], item: number) => {
    let right = 0;
    for (const { answers } of raters) if (answers[item] === gold[item]) right++;
    return right / raters.length;
  };
  for (const item of items) {
    const sum = sums[gold[item] ?? -1];
    if (!sum) continue;
    const [first, second] = [share(people, item), share(machines, item)];
    sum.n++;
    sum.people += first;
    sum.machines += second;
    sum.squares += (first - second) ** 2;
  }
  return sums.flatMap(({ at, name, n, people: first, machines: second, squares }): ClassRow[] => {
    if (n === 0) return [];
    const value = (first - second) / n;
    const difference = normalInterval(value, (squares / n - value ** 2) / n, -1, 1, n);
    return [{ at, name, n, people: first / n, machines: second / n, difference }];
  });
}
