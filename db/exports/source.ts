import type { DatasetSource } from "#lib/formats/exports/dataset.ts";
import { readBrowse } from "#lib/items/filter.ts";
import type { RootDb } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { type AskedFacts, exportFacts } from "#db/exports/facts.ts";
import { boundsNow, exportedItems, type ExportOptions } from "#db/exports/items.ts";
import { picturesInOrder } from "#db/exports/pictures.ts";
import { fitting } from "#db/views/items/gallery.ts";
import type { Project } from "#db/schema.ts";

/** Which items an export is of. */
export type Selection = { search: string } | { chosen: readonly number[] } | null;

/**
 * A project as the formats write it, as it stands now: it can be gone through once, page by page.
 * @throws UnknownPolicy
 */
export function datasetSource(
  db: RootDb,
  dir: DataDir,
  project: Project,
  selection: Selection,
  asked: Omit<AskedFacts, "selection">,
): DatasetSource {
  const bounds = boundsNow(db, project);
  const options = { names: asked.names, ...onlyOf(db, project, selection) };
  return {
    facts: exportFacts(db, project, { ...asked, selection: inWords(selection) }, bounds),
    ...picturesInOrder(db, dir, exportedItems(db, project, options, bounds)),
  };
}

const inWords = (selection: Selection): AskedFacts["selection"] =>
  selection === null
    ? null
    : "search" in selection
      ? { filter: selection.search }
      : { chosen: selection.chosen.length };

function onlyOf(db: RootDb, project: Project, selection: Selection): Pick<ExportOptions, "only"> {
  if (selection === null) return {};
  if ("search" in selection) return { only: fitting(db, project, readBrowse(selection.search)) };
  const chosen = new Set(selection.chosen);
  return { only: (ids) => new Set(ids.filter((id) => chosen.has(id))) };
}
