import { Leading } from "../leading.tsx";
import { Info } from "../../../_ui/info.tsx";
import { formatCell, formatInterval, isEstimate } from "#lib/figures/format.ts";
import type { Leads } from "#lib/items/leads.ts";
import { counted } from "#lib/numbers.ts";
import type { Cell, Column, Table } from "#lib/figures/table.ts";

/** More rows are for the CSV file, not for reading. */
const maxRows = 120;
/** A longer table scrolls in its own frame. */
const longTable = 18;

/** A table of the study, its numbers leading to what they count. Wide ones scroll sideways under a first column that stays. */
export function NumberTable({ table: { columns, rows, leads }, name }: { table: Table; name: string }) {
  const shown = rows.slice(0, maxRows);
  const long = rows.length > longTable;
  return (
    <>
      <div
        role="group"
        aria-label={`Numbers of ${name}`}
        tabIndex={0}
        className={`relative -mx-5 overflow-x-auto px-5 sm:-mx-6 sm:px-6 print:mx-0 print:overflow-visible print:px-0 ${long ? "max-h-[30rem] overflow-y-auto print:max-h-none" : ""}`}
      >
        <table className="w-full border-separate border-spacing-0 text-sm print:text-[0.7rem]">
          <thead className="text-muted">
            <tr>
              {columns.map((column, at) => (
                <th
                  key={column.name}
                  scope="col"
                  className={`border-b border-line bg-surface pb-2 align-bottom font-medium ${edge(at)} ${align(column)} ${
                    long ? `sticky top-0 ${at === 0 ? "z-20" : "z-10"}` : ""
                  }`}
                >
                  <span className="inline-flex items-center gap-2">
                    {column.name}
                    {column.definition && <Info about={column.name} text={column.definition} />}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, nth) => (
              <tr key={nth} className="[&:last-child>*]:border-0">
                {columns.map((column, at) => (
                  <TableCell
                    key={column.name}
                    cell={row[at] ?? null}
                    leads={leads?.[nth]?.[at] ?? null}
                    {...{ column, at }}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown.length && (
        <p className="mt-3 text-sm text-muted">
          The first {maxRows} of {counted(rows.length)} rows are shown; the CSV file has all of them.
        </p>
      )}
    </>
  );
}

/** The first column stays where it is; a shadow of its own colour hides what runs beneath. */
const edge = (at: number): string =>
  at === 0 ? "sticky left-0 z-10 bg-surface pr-4 shadow-[-1.5rem_0_0_var(--surface)]" : "pl-5";
const align = ({ format }: Column): string => (format === "text" ? "text-left" : "text-right");

function TableCell({
  cell,
  leads,
  column,
  at,
}: {
  cell: Cell;
  leads: Leads | null;
  column: Column;
  at: number;
}) {
  const look = `border-b border-line/60 py-2.5 align-top tabular-nums ${edge(at)} ${align(column)}`;
  const content = isEstimate(cell) ? (
    <>
      <Leading leads={leads}>{formatCell(cell.value, column.format)}</Leading>
      <span className="block text-xs whitespace-nowrap text-muted">
        {formatInterval(cell, column.format)}
      </span>
    </>
  ) : (
    <Leading leads={leads}>{formatCell(cell, column.format)}</Leading>
  );
  const wraps = typeof cell === "string" && cell.length > 12 ? "max-w-80 min-w-28" : "whitespace-nowrap";
  return at === 0 ? (
    <th scope="row" className={`${look} max-w-44 min-w-24 font-medium sm:max-w-72`}>
      {content}
    </th>
  ) : (
    <td className={`${look} ${wraps}`}>{content}</td>
  );
}
