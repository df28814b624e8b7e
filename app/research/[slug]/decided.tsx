import { definitions } from "./definitions.ts";
import { ItemsCount } from "./items-count.tsx";
import { percent, whole } from "../../_ui/format.ts";
import { Info } from "../../_ui/info.tsx";
import type { TeamView } from "#db/views/team.ts";
import type { Decider } from "#lib/teaming/policies/policy.ts";

const names: Record<Decider, string> = {
  machine: "The machine alone",
  people: "People alone",
  both: "Both together",
  none: "Nobody, or people at odds",
};
const colours: Record<Decider, string> = {
  machine: "bg-machine",
  people: "bg-people",
  both: "bg-accent",
  none: "bg-line-strong",
};

/** Whose word the team's answers are, with what probability it gives them, and where people are at odds. */
export function Decided({ slug, view }: { slug: string; view: TeamView }) {
  const all = view.decidedBy.reduce((sum, { items }) => sum + items, 0);
  const shown = view.decidedBy.filter(({ items }) => items > 0);
  const { several, differing, tied, comparable, againstMachine } = view.disagreements;
  return (
    <div className="flex flex-col gap-5 text-sm">
      <div className="flex h-1.5 gap-0.5 overflow-hidden rounded-full bg-line" aria-hidden>
        {shown.map(({ source, items }) => (
          <div
            key={source}
            className={colours[source]}
            style={{ width: `${((100 * items) / all).toFixed(2)}%` }}
          />
        ))}
      </div>
      <div className="relative overflow-x-auto">
        <table className="w-full tabular-nums">
          <thead className="text-left text-muted">
            <tr>
              <th className="py-1.5 font-medium">Decided by</th>
              <th className="py-1.5 pl-4 text-right font-medium">Items</th>
              <th className="py-1.5 pl-4 text-right font-medium">
                <span className="inline-flex items-center gap-2">
                  Believed
                  <Info about="what the team believes" text={definitions.believed} />
                </span>
              </th>
              {view.evaluated > 0 && <th className="py-1.5 pl-4 text-right font-medium">Found right</th>}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ source, items, belief, accuracy }) => (
              <tr key={source} className="border-t border-line">
                <th scope="row" className="py-2 text-left font-normal">
                  <span className="inline-flex items-center gap-2">
                    <span aria-hidden className={`size-2 rounded-full ${colours[source]}`} />
                    {names[source]}
                  </span>
                </th>
                <td className="py-2 pl-4 text-right">{whole(items)}</td>
                <td className="py-2 pl-4 text-right">{percent(belief)}</td>
                {view.evaluated > 0 && <td className="py-2 pl-4 text-right">{percent(accuracy.value)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="max-w-prose text-muted" data-testid="disagreements">
        {several === 0
          ? "No item has labels of two people yet."
          : `Of ${whole(several)} items with labels of two people or more, ${whole(differing)} have different ones${
              tied > 0 ? `, and on ${whole(tied)} no class is ahead` : ""
            }.`}{" "}
        {differing > 0 && (
          <>
            <ItemsCount slug={slug} filter={{ differ: "yes" }}>
              Items with different labels of people or columns
            </ItemsCount>
            .{" "}
          </>
        )}
        {comparable > 0 &&
          `Where people have a majority, it is not the machine’s class on ${whole(againstMachine)} of ${whole(comparable)}.`}
      </p>
    </div>
  );
}
