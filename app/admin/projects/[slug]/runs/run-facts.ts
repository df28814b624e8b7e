import { backboneName } from "#lib/backbones/index.ts";
import { methodName } from "#lib/methods/index.ts";
import { proportion, type Proportion } from "#lib/stats/proportion.ts";
import { combined } from "#lib/untrained.ts";
import { runStates } from "#lib/domain.ts";
import type { Run } from "#db/schema.ts";
import type { Sortable } from "./order.ts";

/** A run as the table and the comparison show it. */
export type RunFacts = {
  run: Run;
  method: string;
  /** the backbone, or the head and the encoder whose features it learns from */
  sees: string;
  labels: string;
  /** on the predicted items with gold; null where there are none */
  accuracy: Proportion | null;
  by: Sortable;
};

/** @param labels whose labels it learnt @param encoder name of the encoder whose features it learns from */
export function factsOf(run: Run, labels: string, encoder: string | null): RunFacts {
  const elsewhere = run.origin !== null;
  const method = !elsewhere
    ? methodName(run.method)
    : run.method === combined
      ? "combined"
      : "from elsewhere";
  const sees = elsewhere
    ? "–"
    : encoder === null
      ? backboneName(run.backbone)
      : `${backboneName(run.backbone)} on ${encoder}`;
  const { goldItems } = run;
  const accuracy =
    run.accuracy === null || goldItems === null || goldItems === 0
      ? null
      : proportion(Math.min(goldItems, Math.round(run.accuracy * goldItems)), goldItems);
  const shown = { method, sees, labels: elsewhere ? "–" : labels };
  return {
    run,
    ...shown,
    accuracy,
    by: {
      ...shown,
      name: run.name,
      accuracy: run.accuracy,
      items: run.trainItems,
      size: run.parameters,
      state: runStates.indexOf(run.state),
      date: run.finishedAt ?? run.createdAt,
    },
  };
}

/** "2.3 M" */
export function parametersWords(parameters: number | null): string {
  if (parameters === null) return "–";
  if (parameters < 1e6) return `${(parameters / 1e3).toFixed(parameters < 1e4 ? 1 : 0)} k`;
  return `${(parameters / 1e6).toFixed(1)} M`;
}
