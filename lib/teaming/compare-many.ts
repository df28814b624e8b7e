import { type MachineComparison, verdictOf } from "#lib/teaming/compare-machines.ts";
import { pairedDifference } from "#lib/stats/difference.ts";
import { proportion, type Proportion } from "#lib/stats/proportion.ts";

/** Several machines on the items with gold that all of them predicted without having learnt from them. */

/** Of one class and machine. */
export type ClassScore = {
  /** items of the class that it calls so, of those that are */
  recall: Proportion;
  /** items that are of the class, of those that it calls so */
  precision: Proportion;
};

export type ManyCompared = {
  /** common items with gold */
  items: number;
  machines: {
    accuracy: Proportion;
    /** this machine − the first one; null of the first itself, and without items */
    difference: MachineComparison["difference"];
    verdict: MachineComparison["verdict"];
    /** by class */
    classes: ClassScore[];
  }[];
};

/** Takes one item after the other, and keeps counts only. */
export class ManyMachines {
  private items = 0;
  private readonly gold: Float64Array;
  private readonly counts: { right: Float64Array; said: Float64Array; only: number; onlyFirst: number }[];

  private readonly classes: number;

  constructor(classes: number, machines: number) {
    this.classes = classes;
    this.gold = new Float64Array(classes);
    this.counts = Array.from({ length: machines }, () => ({
      right: new Float64Array(classes),
      said: new Float64Array(classes),
      only: 0,
      onlyFirst: 0,
    }));
  }

  /** @param tops what each machine says, in their order; null: no valid answer, which is wrong */
  add(gold: number, tops: readonly (number | null)[]): void {
    this.items++;
    this.gold[gold] = (this.gold[gold] ?? 0) + 1;
    const firstRight = tops[0] === gold;
    for (const [i, own] of this.counts.entries()) {
      const top = tops[i] ?? null;
      if (top !== null) own.said[top] = (own.said[top] ?? 0) + 1;
      if (top === gold) own.right[gold] = (own.right[gold] ?? 0) + 1;
      if (top === gold && !firstRight) own.only++;
      if (top !== gold && firstRight) own.onlyFirst++;
    }
  }

  /** @param least fewer items decide nothing */
  result(least: number): ManyCompared {
    const { items, gold, classes } = this;
    return {
      items,
      machines: this.counts.map(({ right, said, only, onlyFirst }, i) => {
        const difference = i === 0 ? null : pairedDifference(only, onlyFirst, items);
        return {
          accuracy: proportion(
            right.reduce((sum, n) => sum + n, 0),
            items,
          ),
          difference,
          verdict: items < least ? "too few" : verdictOf(difference),
          classes: Array.from({ length: classes }, (_, k) => ({
            recall: proportion(right[k] ?? 0, gold[k] ?? 0),
            precision: proportion(right[k] ?? 0, said[k] ?? 0),
          })),
        };
      }),
    };
  }
}
