import { Bars } from "./bars.tsx";
import { percent } from "../../../../_ui/format.ts";
import { Badge } from "../../../../_ui/badge.tsx";
import type { ItemView } from "#db/views/items/item.ts";
import type { Decider } from "#lib/teaming/policies/policy.ts";

const by: Record<Decider, string> = {
  machine: "by the machine alone",
  people: "by people alone",
  both: "by people and machine together",
  none: "nobody says anything, or people are at odds",
};

/** The team's answer, its belief, and what each machine says. */
export function Beliefs({ item, classes }: { item: ItemView; classes: readonly string[] }) {
  const { team, runs, gold } = item;
  const { label, source, belief, score } = team;
  return (
    <div className="flex flex-col gap-6 text-sm">
      <div>
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className="text-2xl font-semibold tracking-tight">
            {label === null ? "No answer" : (classes[label] ?? "?")}
          </span>
          <span className="text-muted tabular-nums">
            {score !== null && label !== null && `${percent(score)}, `}
            {by[source]}
          </span>
        </p>
        {belief && <Bars probabilities={belief} classes={classes} gold={gold} tone="team" name="the team" />}
      </div>
      {runs.map(({ id, name, active, probabilities }) => (
        <div key={id} className="border-t border-line pt-4">
          <h3 className="flex items-center gap-2 text-sm">
            {name} {active && <Badge tone="machine">routes</Badge>}
          </h3>
          {probabilities ? (
            <Bars probabilities={probabilities} classes={classes} gold={gold} tone="machine" name={name} />
          ) : (
            <p className="mt-1 text-muted">
              No prediction: it learnt from this item, or could not say anything of it.
            </p>
          )}
        </div>
      ))}
      {runs.length === 0 && <p className="text-muted">There is no machine yet.</p>}
    </div>
  );
}
