import { whole } from "./format.ts";

type Problems = {
  count: number;
  first: readonly { row: number | null; file: string; reason: string }[];
};

/** Rows that cannot be imported, behind one line: how many, and the first of them with their reasons. */
export function ProblemList({ problems: { count, first } }: { problems: Problems }) {
  if (count === 0) return null;
  return (
    <details>
      <summary className="text-sm font-medium">
        {whole(count)} {count === 1 ? "row" : "rows"} with a problem
      </summary>
      <ul className="mt-2 flex flex-col gap-1 text-sm">
        {first.map(({ row, file, reason }, index) => (
          <li key={index} className="wrap-anywhere">
            <span className="text-muted tabular-nums">{row === null ? "" : `Row ${row} `}</span>
            {file && <code className="text-xs">{file}</code>} {reason}
          </li>
        ))}
        {count > first.length && <li className="text-muted">… and {whole(count - first.length)} more</li>}
      </ul>
    </details>
  );
}
