import { definitions } from "./definitions.tsx";
import { points, whole } from "../../_ui/format.ts";
import { Info } from "../../_ui/info.tsx";
import type { TeamView } from "#db/team.ts";
import type { Difference } from "#lib/stats/difference.ts";

export function Gains({ view }: { view: TeamView }) {
  const { gainOverMachine, gainOverBetter, people } = view;
  if (gainOverMachine === null || gainOverBetter === null)
    return <p className="text-sm text-muted">Gains need gold labels.</p>;
  return (
    <div className="flex flex-col gap-5">
      <Gain name="over the machine" difference={gainOverMachine} testId="gain-machine">
        On {whole(view.evaluated)} items; {whole(people.n)} of them have a person’s label.
      </Gain>
      <Gain name="over the better member" difference={gainOverBetter.difference} testId="gain-better">
        {gainOverBetter.better === "machine"
          ? view.peopleEverywhere === null
            ? "The machine, as far as is known: how good people are on what it keeps shows with the first audited answers."
            : "The machine is the better member on these items."
          : "People are the better member, as estimated from deferred and audited answers."}
      </Gain>
    </div>
  );
}

function Gain({
  name,
  difference,
  testId,
  children,
}: {
  name: string;
  difference: Difference;
  testId: string;
  children: React.ReactNode;
}) {
  return (
    <div>
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="text-2xl font-semibold tracking-tight tabular-nums" data-testid={testId}>
          {points(difference.value, 2)}
        </span>
        <span className="flex items-center gap-2">
          points {name}
          <Info about={`the gain ${name}`}>{definitions.gain}</Info>
        </span>
      </p>
      <p className="text-sm text-muted tabular-nums">
        {points(difference.low, 2)} … {points(difference.high, 2)}. {children}
      </p>
    </div>
  );
}
