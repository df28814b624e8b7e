import { definitions } from "./definitions.ts";
import { points, whole } from "../../_ui/format.ts";
import { Info } from "../../_ui/info.tsx";
import type { TeamView } from "#db/views/team.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { numbered } from "#lib/numbers.ts";

/** What the team adds over the machine, and over whichever member is better. */
export function Gains({ view }: { view: TeamView }) {
  const { gainOverMachine, gainOverBetter, people } = view;
  if (gainOverMachine === null || gainOverBetter === null)
    return <p className="text-muted">Gains are shown as soon as routed items have gold labels.</p>;
  const bare = people.n === 0 && gainOverMachine.value === 0;
  return (
    <div className="flex flex-col gap-6">
      <Gain
        name="over the machine"
        testId="gain-machine"
        difference={gainOverMachine}
        bare={bare}
        definition={definitions.gainOverMachine(view)}
      >
        {overMachineReading(view, gainOverMachine)}
      </Gain>
      <Gain
        name="over the better member"
        testId="gain-better"
        difference={gainOverBetter.difference}
        bare={bare}
        definition={definitions.gainOverBetter}
      >
        {overBetterReading(view, gainOverBetter)}
      </Gain>
    </div>
  );
}

function overMachineReading({ evaluated, people }: TeamView, gain: Estimate): string {
  if (people.n === 0)
    return `None of the ${whole(evaluated)} evaluated items has an answer yet${
      gain.value === 0
        ? ", so the team is the machine."
        : ": the difference is what the policy makes of the machine alone."
    }`;
  return `Of ${numbered(evaluated, "evaluated item")}, people have labelled ${whole(people.n)}. The team is right ${comparison(gain)} the machine alone.${chance(gain)}`;
}

function overBetterReading(
  { evaluated, people, peopleEverywhere }: TeamView,
  { better, difference }: NonNullable<TeamView["gainOverBetter"]>,
): string {
  const known = `going by their labels on ${numbered(people.n, "item")}`;
  if (better === "people")
    return `People are the better member, ${known}. The team is right ${comparison(difference)} people alone would be on all ${whole(evaluated)}.${chance(difference)}`;
  if (peopleEverywhere === null)
    return "Compared with the machine for now: how accurate people would be on all items can be estimated from five labelled deferred items and five labelled audited ones.";
  return `The machine is the better member: people would be right less often on all ${whole(evaluated)}, ${known}.`;
}

function comparison({ value }: Estimate): string {
  if (value === 0) return "exactly as often as";
  return value > 0 ? "more often than" : "less often than";
}

const chance = ({ value, low, high }: Estimate): string =>
  value !== 0 && low <= 0 && high >= 0 ? " The difference may still be chance." : "";

function Gain({
  name,
  testId,
  difference,
  bare,
  definition,
  children,
}: {
  name: string;
  testId: string;
  difference: Estimate;
  /** without its interval: nobody has answered yet */
  bare: boolean;
  definition: readonly string[];
  children: string;
}) {
  return (
    <div>
      <p className="flex items-center gap-2 text-sm font-medium">
        Gain {name}
        <Info about={`the gain ${name}`} text={definition} />
      </p>
      <p className="mt-1 flex flex-wrap items-baseline gap-x-3 tabular-nums">
        <span>
          <span className="text-2xl font-semibold tracking-tight" data-testid={testId}>
            {points(difference.value, 2)}
          </span>{" "}
          points
        </span>
        {!bare && (
          <span className="text-sm text-muted">
            95 % interval {points(difference.low)} to {points(difference.high)}
          </span>
        )}
      </p>
      <p className="mt-1 text-sm text-muted">{children}</p>
    </div>
  );
}
