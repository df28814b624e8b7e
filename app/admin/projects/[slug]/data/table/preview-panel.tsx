import { ProblemList } from "../../../../../_ui/problem-list.tsx";
import { whole } from "../../../../../_ui/format.ts";
import { Notice } from "../../../../../_ui/notice.tsx";
import { manyWorkers } from "#lib/formats/item-tables/options.ts";
import type { TablePreview } from "#lib/formats/item-tables/preview.ts";

/** What the import of a table would bring. `reading`: the choice has changed and newer numbers are on their way. */
export function TablePreviewPanel({
  preview: { rows, complete, good, problems, workers, refusal, kind },
  classes,
  reading,
}: {
  preview: TablePreview;
  classes: readonly string[];
  reading: boolean;
}) {
  if (refusal !== null && rows === 0) return <Notice tone="danger">{refusal}</Notice>;
  const counts: readonly (readonly [string, number])[] = [
    ["Rows", rows],
    ["Ready to import", good],
    ["With a problem", problems.count],
    workers === null ? ["Classes", classes.length] : ["Workers", workers],
  ];
  return (
    <div
      className={`flex flex-col gap-6 transition-opacity ${reading ? "opacity-60" : ""}`}
      aria-busy={reading}
    >
      {refusal !== null && <Notice tone="danger">{refusal}</Notice>}
      <dl className="grid grid-cols-2 gap-4 text-sm tabular-nums sm:grid-cols-4 [&_dd]:text-lg [&_dd]:font-medium [&_dt]:text-muted">
        {counts.map(([name, n]) => (
          <div key={name} className="flex flex-col justify-between">
            <dt>{name}</dt>
            <dd>{whole(n)}</dd>
          </div>
        ))}
      </dl>
      {!complete && (
        <p className="text-sm text-muted">
          Only the first {whole(rows)} rows were read for this preview; the import checks all of them before
          it stores any.
        </p>
      )}
      {kind === "answers" && workers !== null && workers >= manyWorkers && (
        <p className="text-sm text-muted">So many workers become one crowd, unless you choose otherwise.</p>
      )}
      <ProblemList problems={problems} />
    </div>
  );
}
