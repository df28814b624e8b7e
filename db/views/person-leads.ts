import type { ItemFilter, Said } from "#lib/items/filter.ts";
import { type Leads, leadsTo } from "#lib/items/leads.ts";
import type { JudgedAnswer } from "#lib/quality/answer.ts";
import type { Drift, Part } from "#lib/quality/drift.ts";
import { leastDecisionMs } from "#lib/quality/fast.ts";
import type { Finding } from "#lib/quality/findings.ts";
import type { Proportion } from "#lib/stats/proportion.ts";

/** The pictures behind each number of a person's page. */
export type PersonLeads = {
  answers: Leads | null;
  unsure: Leads | null;
  /** that do not stand */
  gone: Leads | null;
  doubtful: Leads | null;
  times: Leads | null;
  inGrid: Leads | null;
  accuracy: Leads | null;
  agreement: Leads | null;
  withMachine: Leads | null;
  checks: Leads | null;
  /** in the order of `parts` */
  parts: { accuracy: Leads | null; agreement: Leads | null }[];
  /** the answers after the change */
  drifts: Record<"accuracy" | "agreement" | "speed", Leads | null>;
  findings: Record<Finding["kind"], Leads | null>;
  /** [K × K] (gold, answer) as `confusion`, where that is shown */
  confusion: (Leads | null)[];
  /** in the order of `mistakes` */
  mistakes: (Leads | null)[];
};

/** An answer that is looked at, and its judgment's number. */
type Numbered = JudgedAnswer & { id: number; inGrid: boolean };

type Numbers = {
  raterId: number;
  activeRunId: number | null;
  /** there are older ones that are not looked at */
  more: boolean;
  standing: number;
  doubtful: number;
  inGrid: number;
  accuracy: Proportion;
  agreement: Proportion;
  withMachine: Proportion;
  checks: Proportion;
  parts: readonly Part[];
  drifts: Record<"accuracy" | "agreement" | "speed", Drift | null>;
  findings: readonly Finding[];
  /** [K × K]; empty where it is not shown */
  confusion: readonly number[];
  mistakes: readonly { gold: number; label: number; n: number }[];
  classes: number;
};

/** @param answers in the order of their judgments */
export function personLeads(answers: readonly Numbered[], numbers: Numbers): PersonLeads {
  const rater = `person-${numbers.raterId}`;
  const by = (answer: Said["answer"]): Pick<ItemFilter, "said"> => ({ said: [{ rater, answer }] });
  const [first, last] = [answers[0]?.id ?? 0, answers.at(-1)?.id ?? 0];
  const between = (from: number, to: number): Partial<ItemFilter> => ({ stretch: { rater, from, to } });
  /** their answers as they gave them; those that count for nothing are judged like the others */
  const given: Partial<ItemFilter> = { answers: "too", ...(numbers.more && between(first, last)) };
  /** on pictures that are set aside too: there, neither gold nor others are known */
  const anywhere: Partial<ItemFilter> = { ...given, aside: "too" };
  const withGold: Partial<ItemFilter> = { ...given, gold: "data" };
  const share = (filter: Partial<ItemFilter>, { right, n }: Proportion) => leadsTo(filter, right, n);
  const times = answers.flatMap(({ ms }) => (Number.isNaN(ms) ? [] : [ms]));
  const fasterThan = (isFast: (ms: number) => boolean): Leads | null => {
    const fast = times.filter(isFast);
    const high = fast.reduce((most, ms) => Math.max(most, ms), 0);
    return leadsTo({ ...anywhere, took: { rater, ms: { low: 0, high } } }, fast.length);
  };
  const counted = (filter: Partial<ItemFilter>, from: number, to: number, is: (one: Numbered) => boolean) =>
    leadsTo(
      { ...anywhere, ...between(from, to), ...filter },
      answers.filter((one) => from <= one.id && one.id <= to && is(one)).length,
    );
  const named = answers.filter(({ label, inGrid }) => label >= 0 && !inGrid);
  const rowOf = ({ from = 0, length = 0, period = 0, label = -1 }: Finding["numbers"]): Leads | null => {
    const [begin, end] = [named[from]?.id, named[from + length - 1]?.id];
    if (length === 0 || begin === undefined || end === undefined) return null;
    return period === 1
      ? counted(by(label), begin, end, (one) => one.label === label)
      : counted(by("any"), begin, end, (one) => one.label >= 0);
  };
  const finding = ({ kind, p, numbers: seen }: Finding): Leads | null => {
    const { limitMs = leastDecisionMs } = seen;
    if (p === null) return null;
    switch (kind) {
      case "faster than others":
        return fasterThan((ms) => ms < limitMs);
      case "fast and worse":
        return fasterThan((ms) => ms <= limitMs);
      case "one key":
      case "periodic keys":
        return rowOf(seen);
    }
  };
  const found = (kind: Finding["kind"]): Leads | null => {
    const one = numbers.findings.find((each) => each.kind === kind);
    return one ? finding(one) : null;
  };
  const since = (drift: Drift | null): Leads | null => {
    const from = drift && answers[drift.after]?.id;
    return from ? counted({}, from, last, () => true) : null;
  };
  /** what they took for what, in their work and in checks; of older answers no address leaves out only some */
  const taken = (gold: number, label: number, n: number): Leads | null =>
    numbers.more
      ? null
      : leadsTo(
          {
            ...withGold,
            said: [
              { rater: "gold", answer: gold },
              { rater: `work-${numbers.raterId}`, answer: label },
            ],
          },
          n,
        );
  const K = numbers.classes;
  return {
    answers: leadsTo({ ...anywhere, ...by("given") }, answers.length),
    unsure: leadsTo({ ...anywhere, ...by("unsure") }, answers.filter(({ label }) => label < 0).length),
    gone: leadsTo({ ...anywhere, ...by("given"), answers: "only" }, answers.length - numbers.standing),
    doubtful: leadsTo({ ...anywhere, took: { rater, ms: "doubtful" } }, numbers.doubtful),
    times: fasterThan(() => true),
    inGrid: leadsTo({ aside: "too", took: { rater, ms: "grid" } }, numbers.inGrid),
    accuracy: share({ ...withGold, ...by("right") }, numbers.accuracy),
    agreement: share({ ...given, ...by("agrees") }, numbers.agreement),
    withMachine:
      numbers.activeRunId === null
        ? null
        : share(
            { ...anywhere, pair: { one: rater, other: `run-${numbers.activeRunId}`, relation: "alike" } },
            numbers.withMachine,
          ),
    checks: share(
      { gold: "data", said: [{ rater: `checks-${numbers.raterId}`, answer: "right" }] },
      numbers.checks,
    ),
    parts: numbers.parts.map(({ from, to, accuracy, agreement }) => {
      const part = between(answers[from - 1]?.id ?? 0, answers[to - 1]?.id ?? 0);
      return {
        accuracy: share({ ...withGold, ...part, ...by("right") }, accuracy),
        agreement: share({ ...given, ...part, ...by("agrees") }, agreement),
      };
    }),
    drifts: {
      accuracy: since(numbers.drifts.accuracy),
      agreement: since(numbers.drifts.agreement),
      speed: since(numbers.drifts.speed),
    },
    findings: {
      "faster than others": found("faster than others"),
      "fast and worse": found("fast and worse"),
      "one key": found("one key"),
      "periodic keys": found("periodic keys"),
    },
    confusion: numbers.confusion.map((n, cell) => taken(Math.floor(cell / K), cell % K, n)),
    mistakes: numbers.mistakes.map(({ gold, label, n }) => taken(gold, label, n)),
  };
}
