import { Leading } from "../../leading.tsx";
import { BlockFigure } from "../../study/block-figure.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { whole } from "../../../../_ui/format.ts";
import { Info } from "../../../../_ui/info.tsx";
import type { PersonView } from "#db/views/person.ts";
import type { HeatMap } from "#lib/figures/figure.ts";

/** What they take for what, where the truth is known. */
export function Confusion({ view, classes }: { view: PersonView; classes: readonly string[] }) {
  if (view.accuracy.n + view.checks.accuracy.n === 0) return null;
  const K = classes.length;
  const sums = classes.map((_, gold) => sum(view.confusion.slice(gold * K, (gold + 1) * K)));
  const matrix: HeatMap = {
    kind: "heat-map",
    row: "gold",
    column: "their answer",
    format: "percent",
    scale: "sequential",
    panels: [
      {
        title: "",
        rows: classes.map((name, gold) => `${name} (${whole(sums[gold] ?? 0)})`),
        columns: classes,
        values: view.confusion.map((n, cell) => {
          const all = sums[Math.floor(cell / K)] ?? 0;
          return all === 0 ? null : n / all;
        }),
        leads: view.leads.confusion,
      },
    ],
  };
  return (
    <Card
      title={
        <span className="flex items-center gap-2">
          Confusion
          <Info
            about="confusion"
            text={[
              "Of the pictures of each gold class (how many in brackets), the share to which they gave each answer. Rows sum to 100 %.",
              "Answers to checks are counted in, and answers that were set aside. A cell leads to its pictures.",
            ]}
          />
        </span>
      }
    >
      <div className={view.confusion.length > 0 ? "grid gap-8 lg:grid-cols-[minmax(0,1fr)_16rem]" : ""}>
        {view.confusion.length > 0 && <BlockFigure figure={matrix} name="Confusion matrix" />}
        <div>
          <h3 className="mb-2 text-sm font-medium">Commonest mistakes</h3>
          {view.mistakes.length === 0 ? (
            <p className="text-sm text-muted">None on pictures with gold.</p>
          ) : (
            <ol className="flex flex-col gap-1.5 text-sm tabular-nums">
              {view.mistakes.map(({ gold, label, n }, nth) => (
                <li key={`${gold} ${label}`} className="flex justify-between gap-3">
                  <span className="min-w-0 break-words">
                    {classes[gold] ?? "?"} <span className="text-muted">taken for</span>{" "}
                    {classes[label] ?? "?"}
                  </span>
                  <span className="text-muted">
                    <Leading leads={view.leads.mistakes[nth] ?? null}>{whole(n)}</Leading>
                  </span>
                </li>
              ))}
            </ol>
          )}
        </div>
      </div>
    </Card>
  );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
