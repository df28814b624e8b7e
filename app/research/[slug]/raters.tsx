import { duration, percent, whole } from "../../_ui/format.ts";
import type { TeamView } from "#db/team.ts";
import type { Proportion } from "#lib/stats/proportion.ts";

/** Every human rater on the routed items: label columns that came with the data, and people who label here. */
export function Raters({ view }: { view: TeamView }) {
  if (view.columns.length === 0 && view.persons.length === 0)
    return <p className="text-sm text-muted">Nobody has labelled any of these items yet.</p>;
  return (
    <div className="-mx-2 overflow-x-auto px-2">
      <table className="w-full min-w-lg text-left text-sm tabular-nums">
        <thead className="text-muted">
          <tr className="border-b border-line">
            <th className="py-2 pr-4 font-medium">Rater</th>
            <th className="py-2 pr-4 text-right font-medium">Labels</th>
            <th className="py-2 pr-4 text-right font-medium">Can’t tell</th>
            <th className="py-2 pr-4 text-right font-medium">Right on gold</th>
            <th className="py-2 text-right font-medium">Median time</th>
          </tr>
        </thead>
        <tbody>
          {view.persons.map((person) => (
            <Row key={`person ${person.name}`} kind="here" {...person} />
          ))}
          {view.columns.map((column) => (
            <Row key={`column ${column.name}`} kind="imported" unsure={null} medianMs={null} {...column} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  name,
  kind,
  labels,
  unsure,
  accuracy,
  medianMs,
}: {
  name: string;
  kind: string;
  labels: number;
  unsure: number | null;
  accuracy: Proportion;
  medianMs: number | null;
}) {
  return (
    <tr className="border-b border-line/60 last:border-0">
      <th scope="row" className="py-2.5 pr-4 font-medium">
        {name} <span className="font-normal text-muted">{kind}</span>
      </th>
      <td className="py-2.5 pr-4 text-right">{whole(labels)}</td>
      <td className="py-2.5 pr-4 text-right">{unsure === null ? "–" : whole(unsure)}</td>
      <td className="py-2.5 pr-4 text-right">
        {percent(accuracy.value, 2)}
        {accuracy.value !== null && (
          <span className="block text-xs text-muted">
            {percent(accuracy.low)} – {percent(accuracy.high)}, n = {whole(accuracy.n)}
          </span>
        )}
      </td>
      <td className="py-2.5 text-right">{duration(medianMs)}</td>
    </tr>
  );
}
