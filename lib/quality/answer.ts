/** What the checks of a person's work are made of: their answers, in the order in which they gave them. */
export type JudgedAnswer = {
  /** class index; −1: could not tell */
  label: number;
  /** trustworthy response time, ms; NaN where there is none */
  ms: number;
  /** true label of the item; −1 where unknown */
  gold: number;
  /** what most of the others said of the item; −1 where nobody did, or they are at odds */
  others: number;
  /** the machine's class; −1 without one */
  machine: number;
};

/** What an answer is held against where one thing has to do: the truth, else the others, else the machine; −1: nothing. */
export const reference = ({ gold, others, machine }: JudgedAnswer): number =>
  gold >= 0 ? gold : others >= 0 ? others : machine;
