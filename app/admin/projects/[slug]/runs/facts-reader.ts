import { factsOf, type RunFacts } from "./run-facts.ts";
import { db } from "../../../../_server/database.ts";
import { sourceName } from "#db/machines/label-sources.ts";
import { encoderOf } from "#db/machines/models.ts";
import { listRaters } from "#db/labelling/raters.ts";
import type { Run } from "#db/schema.ts";

/** What the pages of a project's runs say of each, with the names of its raters read once. */
export function factsReader(projectId: number) {
  const raters = new Map(listRaters(db(), projectId).map((rater) => [rater.id, rater.name]));
  const labelsOf = (run: Run): string => sourceName(run, raters.get(run.labelRaterId) ?? "?");
  const encoderName = (run: Run): string | null => encoderOf(db(), run)?.name ?? null;
  return {
    labelsOf,
    encoderOf: encoderName,
    factsOf: (run: Run): RunFacts => factsOf(run, labelsOf(run), encoderName(run)),
  };
}
