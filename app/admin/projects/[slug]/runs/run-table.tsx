import Link from "next/link";
import type { ReactNode } from "react";
import { headLink, type RunOrder, sorted, type SortKey } from "./order.ts";
import { parametersWords, type RunFacts } from "./run-facts.ts";
import { Selection } from "./selection.tsx";
import { stateTones } from "./state-tones.ts";
import { Badge } from "../../../../_ui/badge.tsx";
import { percent, whole } from "../../../../_ui/format.ts";
import { LocalTime } from "../../../../_ui/local-time.tsx";

const columns: { key: SortKey; name: string; number: boolean }[] = [
  { key: "name", name: "Run", number: false },
  { key: "method", name: "Method", number: false },
  { key: "sees", name: "Sees with", number: false },
  { key: "labels", name: "Labels", number: false },
  { key: "accuracy", name: "Accuracy on gold", number: true },
  { key: "items", name: "Learnt from", number: true },
  { key: "size", name: "Parameters", number: true },
  { key: "state", name: "State", number: false },
  { key: "date", name: "Date", number: true },
];

/** All runs of a project, sorted as the address says; finished ones can be ticked and compared. */
export function RunTable({
  base,
  rows,
  order,
  activeRunId,
}: {
  /** address of the runs page */
  base: string;
  rows: readonly RunFacts[];
  order: RunOrder;
  activeRunId: number | null;
}) {
  return (
    <Selection action={`${base}/compare`}>
      <div className="relative overflow-x-auto" tabIndex={0} role="region" aria-label="Runs">
        <table className="w-full text-sm tabular-nums">
          <thead className="text-left align-bottom text-muted">
            <tr>
              <th scope="col" className="w-8 pb-2 font-normal">
                <span className="sr-only">Compare</span>
              </th>
              {columns.map((column) => (
                <Head
                  key={column.key}
                  of={column.key}
                  name={column.name}
                  number={column.number}
                  order={order}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted(rows, order).map((row) => (
              <Row
                key={row.run.id}
                facts={row}
                href={`${base}/${row.run.id}`}
                active={row.run.id === activeRunId}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Selection>
  );
}

/** A column's name, by which a click sorts. */
function Head({ of, name, number, order }: { of: SortKey; name: string; number: boolean; order: RunOrder }) {
  const by = order.sort === of ? order.dir : null;
  return (
    <th
      scope="col"
      aria-sort={by === null ? "none" : by === "up" ? "ascending" : "descending"}
      className={`px-2 pb-2 font-normal ${number ? "text-right" : ""}`}
    >
      <Link
        href={headLink(order, of)}
        scroll={false}
        className={`inline-flex min-h-9 items-end gap-1 hover:text-ink ${by ? "font-medium text-ink" : ""}`}
      >
        {name}
        <span aria-hidden className={by ? "" : "invisible"}>
          {by === "up" ? "↑" : "↓"}
        </span>
      </Link>
    </th>
  );
}

function Row({
  facts: { run, method, sees, labels, accuracy },
  href,
  active,
}: {
  facts: RunFacts;
  href: string;
  active: boolean;
}) {
  const finished = run.state === "finished";
  return (
    <tr className="border-t border-line align-top hover:bg-sunken/60" data-testid={`run-${run.state}`}>
      <td className="py-2.5">
        {finished && (
          <input
            type="checkbox"
            name="run"
            value={run.id}
            aria-label={`Compare ${run.name}`}
            className="mt-0.5 size-4 accent-accent"
          />
        )}
      </td>
      <th scope="row" className="min-w-48 px-2 py-2.5 text-left font-normal">
        <Link href={href} className="font-medium underline-offset-4 hover:underline">
          {run.name}
        </Link>
        {active && (
          <span className="ml-2">
            <Badge tone="accent">active</Badge>
          </span>
        )}
        {run.renews !== null && <Under>begun by the project’s rule</Under>}
        {run.note && <Under>{firstLine(run.note)}</Under>}
        {run.state === "failed" && run.error && <p className="mt-0.5 text-danger">{run.error}</p>}
      </th>
      <td className="px-2 py-2.5">{method}</td>
      <td className="px-2 py-2.5">{sees}</td>
      <td className="px-2 py-2.5">{labels}</td>
      <td className="px-2 py-2.5 text-right whitespace-nowrap">
        {accuracy === null || accuracy.value === null ? (
          <span className="text-muted">{finished ? "no gold" : "–"}</span>
        ) : (
          <>
            <span className="font-medium">{percent(accuracy.value, 2)}</span>
            <Under>
              {percent(accuracy.low)} – {percent(accuracy.high)}
            </Under>
          </>
        )}
      </td>
      <td className="px-2 py-2.5 text-right">{whole(run.trainItems)}</td>
      <td className="px-2 py-2.5 text-right whitespace-nowrap">{parametersWords(run.parameters)}</td>
      <td className="px-2 py-2.5">
        <Badge tone={stateTones[run.state]}>{run.state}</Badge>
      </td>
      <td className="px-2 py-2.5 text-right">
        <LocalTime at={run.finishedAt ?? run.createdAt} />
      </td>
    </tr>
  );
}

const Under = ({ children }: { children: ReactNode }) => (
  <p className="mt-0.5 text-xs font-normal text-muted">{children}</p>
);

const firstLine = (note: string): string => {
  const [line = ""] = note.split("\n");
  return line.length > 60 ? `${line.slice(0, 60).trimEnd()}…` : line;
};
