import { percent } from "#lib/numbers.ts";
import { paragraph, plural } from "#lib/study/blocks.ts";
import type { Finding } from "#lib/study/section.ts";

/** What the blocks on accuracy can find, and how they say it. */

export type Scored = { name: string; accuracy: number };

/** Whether machines are more accurate than every single person; null without people or machines. */
export type AccuracyFinding = Finding<
  "a person leads" | "some machines lead" | "every machine leads" | null,
  {
    /** the most accurate of each kind; null without one */
    person: Scored | null;
    machine: Scored | null;
    aggregate: Scored | null;
    machines: number;
    /** machines that are more accurate than every person, and than the aggregate */
    abovePeople: number | null;
    aboveAggregate: number | null;
    failed: readonly Scored[];
  }
>;

const scored = ({ name, accuracy }: Scored): string => `${name} (${percent(accuracy)})`;

export function accuracyWords({ numbers }: AccuracyFinding): string {
  const { person, machine, aggregate, machines, abovePeople, aboveAggregate, failed } = numbers;
  const ofAll = `of ${plural(machines, "machine")}`;
  return paragraph(
    person ? `The most accurate person is ${scored(person)}.` : "",
    machine ? `The most accurate machine is ${scored(machine)}.` : "",
    machine && abovePeople !== null
      ? `${abovePeople} ${ofAll} ${abovePeople === 1 ? "is" : "are"} more accurate than every single person.`
      : "",
    machine && aggregate
      ? `${aboveAggregate ?? 0} ${ofAll} ${aboveAggregate === 1 ? "is" : "are"} more accurate than the aggregate of people (${percent(aggregate.accuracy)}).`
      : "",
    failed.length > 0
      ? `${failed.map(scored).join(", ")}: far below the other machines, as after a failed training run. Statements about machines as a group leave ${failed.length === 1 ? "it" : "them"} out.`
      : "",
  );
}

export type AgreementFinding = Finding<null, { machine: Scored }>;

export const agreementWords = ({ numbers: { machine } }: AgreementFinding): string =>
  `${machine.name} agrees with the aggregate more often than any other machine: on ${percent(machine.accuracy)} of the items.`;
