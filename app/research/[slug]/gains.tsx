import { definitions } from "./definitions.ts";
import { counted } from "./words.ts";
import { points, whole } from "../../_ui/format.ts";
import { Info } from "../../_ui/info.tsx";
import type { TeamView } from "#db/views/team.ts";
import type { Estimate } from "#lib/stats/estimate.ts";

/** What the team adds over the machine, and over whichever member is better. */
export function Gains({ view }: { view: TeamView }) {
  const { evaluated, gainOverMachine, gainOverBetter, people, peopleEverywhere } = view;
  if (gainOverMachine === null || gainOverBetter === null)
    return <p className="text-muted">Gains are known once items with gold labels are routed.</p>;
  const { better, difference } = gainOverBetter;
  return (
    <div className="flex flex-col gap-6">
      <Gain
        name="over the machine"
        testId="gain-machine"
        difference={gainOverMachine}
        bare={people.n === 0}
        definition={definitions.gainOverMachine}
      >
        {people.n === 0
          ? `Nobody has labelled any of the ${whole(evaluated)} evaluated items yet, so the team is the machine.`
          : `On ${counted(evaluated, "evaluated item")}, ${whole(people.n)} of them with a person’s label, the team is right ${comparison(gainOverMachine)} the machine alone.${chance(gainOverMachine)}`}
      </Gain>
      <Gain
        name="over the better member"
        testId="gain-better"
        difference={difference}
        bare={people.n === 0}
        definition={definitions.gainOverBetter}
      >
        {better === "people"
          ? `People are the better member, as far as their labels on ${counted(people.n, "item")} tell. The team is right ${comparison(difference)} they would be alone on all ${whole(evaluated)}.${chance(difference)}`
          : peopleEverywhere === null
            ? "The machine, as far as is known: how good people would be on all items shows once at least five deferred and five audited items have labels."
            : `The machine is the better member: on all ${whole(evaluated)} items people would be right less often, as far as their labels on ${whole(people.n)} tell.`}
      </Gain>
    </div>
  );
}

const comparison = ({ value }: Estimate): string =>
  value === 0 ? "exactly as often as" : value > 0 ? "more often than" : "less often than";

const chance = ({ value, low, high }: Estimate): string =>
  value !== 0 && low <= 0 && high >= 0 ? " So far that may be chance." : "";

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
  /** without its interval: nothing has been sampled yet */
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
