import { percent } from "../../../../_ui/format.ts";

const colours = { machine: "bg-machine", team: "bg-accent" } as const;

/** The likeliest classes, and the gold one wherever it is. */
const most = 5;

/** Probabilities as bars, the likeliest first. */
export function Bars({
  probabilities,
  classes,
  gold,
  tone,
  name,
}: {
  /** [K] */
  probabilities: readonly number[];
  classes: readonly string[];
  gold: number | null;
  tone: keyof typeof colours;
  /** whose they are */
  name: string;
}) {
  const ranked = probabilities.map((p, label) => ({ p, label })).sort((a, b) => b.p - a.p);
  const shown = ranked.filter(({ label }, rank) => rank < most || label === gold);
  return (
    <table className="mt-2 w-full table-fixed tabular-nums" aria-label={`Probabilities of ${name}`}>
      <tbody>
        {shown.map(({ p, label }) => (
          <tr key={label}>
            <th scope="row" className="w-32 truncate py-1 pr-3 text-left font-normal sm:w-44">
              {classes[label] ?? "?"}
              {label === gold && <span className="ml-1.5 text-xs text-muted">gold</span>}
            </th>
            <td className="py-1">
              <div className="h-2 overflow-hidden rounded-full bg-line" aria-hidden>
                <div
                  className={`h-full rounded-full ${colours[tone]}`}
                  style={{ width: `${(100 * p).toFixed(1)}%` }}
                />
              </div>
            </td>
            <td className="w-16 py-1 pl-3 text-right">{percent(p)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
