import { at } from "#lib/array.ts";
import { argmax } from "#lib/stats/argmax.ts";
import type { Seen } from "#lib/teaming/policies/policy.ts";
import type { Answer } from "#lib/teaming/team-data.ts";

/**
 * Asking people in the order of the queue, replayed on answers that are known: the item with the smallest
 * score is asked next, of equal ones the first, and its belief and score are renewed with each answer.
 */
export type Replay = {
  /** items */
  n: number;
  /** the machine's probabilities of an item [K]; null where it gave none */
  machine: (item: number) => ArrayLike<number> | null;
  /** the nth answer that the item would get; null when nobody is left to ask */
  answer: (item: number, nth: number) => Answer | null;
  /** most answers an item */
  most: number;
  /** the team's probabilities [K]; may differ between items, for cross-fitting */
  belief: (item: number, seen: Omit<Seen, "eta">) => Float64Array;
  /** class index of an item; −1 where unknown, and then it is not counted */
  gold: (item: number) => number;
  /**
   * who takes the next question: the first item that they have not answered; `answer` is asked for theirs
   * instead of for the nth. Without it whoever is asked takes the very first item.
   */
  taker?: (question: number) => number;
  /** what the queue goes by, the smallest first; without it the largest belief */
  score?: (item: number, answers: readonly Answer[], belief: Float64Array) => number;
};

/** The team after so many questions: how often it is right, and its answers [n]. */
export type BudgetPoint = { questions: number; right: number; labels: Int32Array };

/**
 * @param budgets questions, ascending; a budget that cannot be spent is answered with what was reached
 * @returns one point a budget, and the items with gold
 */
export function replay(
  { n, machine, answer, most, belief, gold, taker, score: scoreOf }: Replay,
  budgets: readonly number[],
): { points: BudgetPoint[]; evaluated: number } {
  const given = new Map<number, Answer[]>();
  const takers = new Map<number, number[]>();
  const label = new Int32Array(n);
  const queue = new ScoreHeap(n);
  let [right, evaluated] = [0, 0];
  const look = (item: number, answers: readonly Answer[]) => {
    const p = belief(item, { machine: machine(item), answers });
    label[item] = argmax(p);
    return scoreOf ? scoreOf(item, answers, p) : at(p, at(label, item));
  };
  for (let item = 0; item < n; item++) {
    const score = look(item, []);
    if (gold(item) >= 0) evaluated++;
    if (gold(item) >= 0 && label[item] === gold(item)) right++;
    if (most > 0) queue.push(score, item);
  }
  const points: BudgetPoint[] = [];
  let asked = 0;
  for (const budget of budgets) {
    while (asked < budget) {
      const who = taker?.(asked);
      const item =
        who === undefined ? queue.pop() : popFor(queue, (each) => !takers.get(each)?.includes(who));
      if (item === null) break;
      const answers = given.get(item) ?? [];
      const next = answer(item, who ?? answers.length);
      if (next === null) continue;
      if (who !== undefined) takers.set(item, [...(takers.get(item) ?? []), who]);
      answers.push(next);
      given.set(item, answers);
      asked++;
      const before = label[item] === gold(item);
      const score = look(item, answers);
      if (gold(item) >= 0) right += Number(label[item] === gold(item)) - Number(before);
      if (answers.length < most) queue.push(score, item);
    }
    points.push({ questions: asked, right, labels: label.slice() });
  }
  return { points, evaluated };
}

/** The first item that will do; those before it stay where they are. */
function popFor(queue: ScoreHeap, willDo: (item: number) => boolean): number | null {
  const passed: [score: number, item: number][] = [];
  let item = queue.pop();
  for (; item !== null && !willDo(item); item = queue.pop()) passed.push([queue.scoreOf(item), item]);
  for (const [score, each] of passed) queue.push(score, each);
  return item;
}

/** Items by score, the smallest first, of equal scores the first item. */
class ScoreHeap {
  readonly #score: Float64Array;
  readonly #items: number[] = [];

  constructor(n: number) {
    this.#score = new Float64Array(n);
  }

  push(score: number, item: number): void {
    this.#score[item] = score;
    const items = this.#items;
    items.push(item);
    for (let here = items.length - 1; here > 0;) {
      const above = (here - 1) >> 1;
      if (!this.#before(at(items, here), at(items, above))) break;
      [items[here], items[above]] = [at(items, above), at(items, here)];
      here = above;
    }
  }

  pop(): number | null {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (first === undefined || last === undefined) return null;
    if (items.length === 0) return first;
    items[0] = last;
    for (let here = 0; ;) {
      let least = here;
      for (const below of [2 * here + 1, 2 * here + 2])
        if (below < items.length && this.#before(at(items, below), at(items, least))) least = below;
      if (least === here) return first;
      [items[here], items[least]] = [at(items, least), at(items, here)];
      here = least;
    }
  }

  scoreOf(item: number): number {
    return at(this.#score, item);
  }

  #before(a: number, b: number): boolean {
    const [x, y] = [at(this.#score, a), at(this.#score, b)];
    return x < y || (x === y && a < b);
  }
}
