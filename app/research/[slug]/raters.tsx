import { definitions } from "./definitions.ts";
import { duration, percent, whole } from "../../_ui/format.ts";
import { Info } from "../../_ui/info.tsx";
import type { TeamView } from "#db/team.ts";
import type { Proportion } from "#lib/stats/proportion.ts";

const head = "pb-2 pl-4 text-right font-medium first:pl-0 first:text-left";
const cell = "py-3 pl-4 text-right align-top tabular-nums";
/** Columns that a phone shows as a line under the name instead. */
const wide = "hidden sm:table-cell";

/** People who label here. */
export function Persons({ persons }: { persons: TeamView["persons"] }) {
  if (persons.length === 0)
    return (
      <p className="text-muted">
        Nobody has labelled here yet. Deferred items wait on the Annotate page; names appear with the first
        label.
      </p>
    );
  return (
    <table className="w-full text-sm">
      <thead className="text-muted">
        <tr className="border-b border-line">
          <th className={head}>Person</th>
          <th className={`${head} ${wide}`}>Labels</th>
          <th className={`${head} ${wide}`}>Can’t tell</th>
          <th className={`${head} ${wide}`}>
            <span className="inline-flex items-center gap-2">
              Median time <Info about="median time" text={definitions.time} />
            </span>
          </th>
          <th className={head}>
            <span className="inline-flex items-center gap-2">
              Right on gold <Info about="a person’s accuracy" text={definitions.personAccuracy} />
            </span>
          </th>
        </tr>
      </thead>
      <tbody>
        {persons.map(({ name, labels, unsure, accuracy, medianMs }) => (
          <tr key={name} className="border-b border-line/60 last:border-0">
            <th scope="row" className="py-3 text-left align-top font-medium">
              {name}
              <span className="block font-normal text-muted tabular-nums sm:hidden">
                {whole(labels)} labels, {whole(unsure)} can’t tell
                <br />
                {duration(medianMs)} median
              </span>
            </th>
            <td className={`${cell} ${wide}`}>{whole(labels)}</td>
            <td className={`${cell} ${wide}`}>{whole(unsure)}</td>
            <td className={`${cell} ${wide}`}>{duration(medianMs)}</td>
            <Accuracy accuracy={accuracy} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Label columns that came with the data. */
export function Columns({ columns }: { columns: TeamView["columns"] }) {
  return (
    <table className="w-full text-sm">
      <thead className="text-muted">
        <tr className="border-b border-line">
          <th className={head}>Column</th>
          <th className={head}>Labels</th>
          <th className={head}>
            <span className="inline-flex items-center gap-2">
              Right on gold <Info about="a column’s accuracy" text={definitions.columnAccuracy} />
            </span>
          </th>
        </tr>
      </thead>
      <tbody>
        {columns.map(({ name, labels, accuracy }) => (
          <tr key={name} className="border-b border-line/60 last:border-0">
            <th scope="row" className="py-3 text-left align-top font-medium">
              {name}
            </th>
            <td className={cell}>{whole(labels)}</td>
            <Accuracy accuracy={accuracy} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Accuracy = ({ accuracy }: { accuracy: Proportion }) => (
  <td className={cell}>
    {percent(accuracy.value)}
    <span className="block text-xs text-muted">
      {accuracy.value === null
        ? "no gold yet"
        : `${percent(accuracy.low)} – ${percent(accuracy.high)}, n = ${whole(accuracy.n)}`}
    </span>
  </td>
);
