import type { TableColumns, TableKind, TableOptions } from "#lib/formats/item-tables/options.ts";
import type { TablePreview } from "#lib/formats/item-tables/preview.ts";
import { nothingFits } from "#lib/formats/plan.ts";
import { FormatError } from "#lib/formats/problem.ts";
import type { RootDb } from "#db/client.ts";
import type { Project } from "#db/schema.ts";
import { checkAnswers } from "#db/tables/answers.ts";
import { checkCounts } from "#db/tables/counts.ts";
import { lookAt } from "#db/tables/guess.ts";
import { checkPredictions } from "#db/tables/predictions.ts";
import type { Findings, TableAsked } from "#db/tables/importing.ts";

/** Most rows that a preview reads; the import itself reads all of them before it stores any. */
const maxRows = 20_000;
const shown = 20;

const checks: Record<TableKind, (asked: TableAsked, limit: number) => Promise<Findings>> = {
  counts: checkCounts,
  answers: checkAnswers,
  predictions: checkPredictions,
};

export type PreviewAsked = Pick<TableOptions, "table" | "name" | "workers"> &
  Partial<Pick<TableOptions, "strict">> & {
    /** null: as it looks */
    kind: TableKind | null;
    columns: TableColumns | null;
  };

/**
 * Read the beginning of a table as the import would, and store nothing.
 * @throws FormatError where the file itself cannot be read
 */
export async function previewTable(db: RootDb, project: Project, asked: PreviewAsked): Promise<TablePreview> {
  const looked = await lookAt(db, project, asked.table);
  const kind = asked.kind ?? looked.kind;
  const columns = asked.columns ?? looked.columns;
  const common = {
    names: looked.names.map((name, place) => ({ name, examples: looked.examples[place] ?? [] })),
    kind,
    columns,
  };
  const { table, name, workers, strict = false } = asked;
  const options = { kind, columns, table, name, workers, strict, project: project.slug } as const;
  try {
    const found = await checks[kind](
      { db, project, options: { ...options, onProblem: "skip", uploaded: null } },
      maxRows,
    );
    const { rows, good, bad, kept, complete } = found;
    const problems = { count: bad, first: kept.slice(0, shown) };
    const refusal = good === 0 ? nothingFits(rows, kept) : null;
    return { ...common, rows, complete, good, problems, workers: found.workers, refusal };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const nothing = { rows: 0, complete: true, good: 0, problems: { count: 0, first: [] }, workers: null };
    return { ...common, ...nothing, refusal: error.message };
  }
}
