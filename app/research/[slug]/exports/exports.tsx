import { ExportForm, type Selected } from "./export-form.tsx";
import { ExportRow } from "./export-row.tsx";
import { chipsOf } from "../items/words.ts";
import { Card } from "../../../_ui/card.tsx";
import { LiveRefresh } from "../../../_ui/live-refresh.tsx";
import { Notice } from "../../../_ui/notice.tsx";
import { db } from "../../../_server/database.ts";
import { projectFor } from "../../../_server/project.ts";
import { type ExportShown, newestExports } from "#db/exports/export.ts";
import { namedRaters } from "#db/views/items/raters.ts";
import { exportFormats, findExportFormat } from "#lib/formats/exports/index.ts";
import { misread, readBrowse } from "#lib/items/filter.ts";
import { numbered } from "#lib/numbers.ts";
import type { Project, User } from "#db/schema.ts";

const shown = 20;

/** Ask for a dataset as files, and the exports that there are, newest first. */
export function Exports({
  project,
  user,
  selected = null,
}: {
  project: Project;
  user: User;
  selected?: Selected;
}) {
  const admin = projectFor(user, project.slug, "admin") !== null;
  const rows = newestExports(db(), project.id, admin, shown);
  const raters = namedRaters(db(), project.id);
  const words = (search: string): string =>
    chipsOf(readBrowse(search).filter, { classes: project.classes, raters })
      .map(({ text }) => text)
      .join(", ");
  const what = ({ search, chosen, items }: Pick<ExportShown, "search" | "chosen" | "items">): string => {
    if (chosen !== null) return numbered(items ?? chosen, "chosen item");
    const filter = search === null ? "" : words(search);
    if (filter === "") return items === null ? "All items" : `All ${numbered(items, "item")}`;
    return items === null ? `Items with ${filter}` : `${numbered(items, "item")} with ${filter}`;
  };
  const odd = selected && "only" in selected ? misread(selected.only) : [];
  const formats = exportFormats.map(({ id, name, about }) => ({ id, name, about }));
  return (
    <>
      <LiveRefresh project={project.slug} />
      <Card title="Export">
        {odd.length > 0 ? (
          <Notice tone="danger">
            This part of the filter is not understood, so nothing can be exported by it: {odd.join(", ")}.
            Choose the items in the item browser again.
          </Notice>
        ) : (
          <>
            <p className="mb-4 text-sm text-pretty text-muted">
              {selected === null
                ? "All items that are not set aside, with their gold labels, every answer, the machine’s and the team’s label."
                : `Only ${
                    "only" in selected
                      ? `what fits the filter${words(selected.only) === "" ? "" : `: ${words(selected.only)}`}`
                      : numbered(selected.items.length, "chosen item")
                  }.`}{" "}
              A data card says how the labels were made and what they are worth.
            </p>
            <ExportForm
              slug={project.slug}
              formats={formats}
              selected={selected}
              mayName={admin}
              licence={rows[0]?.licence ?? ""}
            />
          </>
        )}
      </Card>
      <Card title="Files">
        {rows.length === 0 ? (
          <p className="text-sm text-muted">
            Nothing was exported yet. Files are listed here, and can be fetched again and again until they
            expire.
          </p>
        ) : (
          <ul className="flex flex-col divide-y divide-line/60">
            {rows.map((row) => (
              <ExportRow
                key={row.id}
                row={row}
                format={findExportFormat(row.format)?.name ?? row.format}
                what={what(row)}
                address={`/api/export/${encodeURIComponent(project.slug)}/${row.id}`}
                mayEnd={admin || row.by === user.id}
              />
            ))}
          </ul>
        )}
      </Card>
    </>
  );
}
