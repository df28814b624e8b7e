import { ButtonLink } from "../../../_ui/button.tsx";
import { Notice } from "../../../_ui/notice.tsx";
import type { RepeatableTable } from "../../../_server/tables.ts";
import type { Import } from "#db/schema.ts";

/** The import of a table that failed or was cancelled: why, what is stored, and the way on. */
export function EndedTable({ row, request: { options, file } }: { row: Import; request: RepeatableTable }) {
  const failed = row.state === "failed";
  const what = failed ? (row.error ?? "The import failed.") : "The import was cancelled.";
  const kept = row.labelsAdded > 0 ? "What was stored by then stays." : "Nothing was stored.";
  return (
    <Notice tone={failed ? "danger" : "info"}>
      <p className="font-medium">{what}</p>
      <p className="mt-1">
        {kept}{" "}
        {file
          ? `${file.fileName} is still on the server.`
          : "The file is no longer on the server, so it must be uploaded again."}
      </p>
      <div className="mt-4 flex flex-wrap gap-2">
        <ButtonLink href={`/admin/projects/${options.project}/data/table?again=${row.id}`} look="primary">
          {file ? "Change and import again" : "Import again"}
        </ButtonLink>
      </div>
    </Notice>
  );
}
