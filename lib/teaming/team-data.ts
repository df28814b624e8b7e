import { at } from "#lib/array.ts";

/** One person's answer to an item. */
export type Answer = {
  /** who gave it: the database's number of the rater */
  rater: number;
  /** class index */
  label: number;
};

/** What a policy is fitted on: items with a machine's probabilities and people's answers, as columns. */
export type TeamData = {
  classes: number;
  /** items */
  n: number;
  /** the machine's probabilities [n × K]; NaN where it gave none */
  machine: Float32Array;
  /** class index [n]; −1 where unknown */
  gold: Int32Array;
  /** answers of item i are those from start[i] to start[i + 1] [n + 1] */
  start: Int32Array;
  rater: Int32Array;
  label: Int32Array;
  /**
   * how many items each one stands for [n]: 1 / the probability with which it was sent to people, and 1
   * for an item that was sent for certain
   */
  weight: Float64Array;
};

/** The answers of item i, in their order. */
export function answersTo({ start, rater, label }: TeamData, i: number): Answer[] {
  const answers: Answer[] = [];
  for (let a = at(start, i); a < at(start, i + 1); a++)
    answers.push({ rater: at(rater, a), label: at(label, a) });
  return answers;
}

/** Does the machine say something of item i? */
export const machineSpeaks = ({ machine, classes }: TeamData, i: number): boolean =>
  !Number.isNaN(machine[i * classes]);

/** Collects items one by one. */
export class TeamDataBuilder {
  readonly #classes: number;
  readonly #machine: number[] = [];
  readonly #gold: number[] = [];
  readonly #start: number[] = [0];
  readonly #rater: number[] = [];
  readonly #label: number[] = [];
  readonly #weight: number[] = [];

  constructor(classes: number) {
    this.#classes = classes;
  }

  /** @param machine [K]; null where it gave none @param gold class index, −1 where unknown */
  push(machine: ArrayLike<number> | null, gold: number, answers: readonly Answer[], weight = 1): void {
    for (let k = 0; k < this.#classes; k++) this.#machine.push(machine === null ? NaN : at(machine, k));
    this.#gold.push(gold);
    for (const { rater, label } of answers) {
      this.#rater.push(rater);
      this.#label.push(label);
    }
    this.#start.push(this.#rater.length);
    this.#weight.push(weight);
  }

  done(): TeamData {
    return {
      classes: this.#classes,
      n: this.#gold.length,
      machine: Float32Array.from(this.#machine),
      gold: Int32Array.from(this.#gold),
      start: Int32Array.from(this.#start),
      rater: Int32Array.from(this.#rater),
      label: Int32Array.from(this.#label),
      weight: Float64Array.from(this.#weight),
    };
  }
}

/** Some of the items, in the order given. */
export function itemsOf(data: TeamData, items: readonly number[] | Int32Array): TeamData {
  const builder = new TeamDataBuilder(data.classes);
  for (const i of items) {
    const row = data.machine.subarray(i * data.classes, (i + 1) * data.classes);
    builder.push(
      machineSpeaks(data, i) ? row : null,
      at(data.gold, i),
      answersTo(data, i),
      at(data.weight, i),
    );
  }
  return builder.done();
}
