import { discardImport, retryImport } from "./actions.ts";
import { ActionButton } from "../../../_ui/action-button.tsx";
import { ButtonLink } from "../../../_ui/button.tsx";
import { Notice } from "../../../_ui/notice.tsx";
import type { Repeatable } from "../../../_server/imports.ts";
import type { Import } from "#db/schema.ts";

/** An import that failed or was cancelled: what went wrong, what is stored, and the ways on. */
export function Ended({
  row,
  request,
  project,
}: {
  row: Import;
  /** null where this version cannot repeat it */
  request: Repeatable | null;
  /** where it stored something, or would have */
  project: { slug: string; name: string } | undefined;
}) {
  const { files = null, usedBy = null } = request ?? {};
  const failed = row.state === "failed";
  const stored = row.itemsAdded + row.labelsAdded > 0;
  const what = failed ? (row.error ?? "The import failed.") : "The import was cancelled.";
  const kept = stored ? "What was stored by then stays." : "Nothing was stored.";
  const named = files?.labels
    ? `${files.images.fileName} and ${files.labels.fileName}`
    : files?.images.fileName;
  return (
    <Notice tone={failed ? "danger" : "info"}>
      <p className="font-medium">{what}</p>
      <p className="mt-1">
        {kept}{" "}
        {files
          ? `${named} ${files.labels ? "are" : "is"} still on the server: try again as it was, or change the files or the settings first.`
          : usedBy !== null
            ? "The same files are being imported again."
            : "The files are no longer on the server, so they must be uploaded again."}
      </p>
      <div className="mt-4 flex flex-wrap gap-2">
        {usedBy !== null ? (
          <ButtonLink href={`/admin/imports/${usedBy}`}>Show that import</ButtonLink>
        ) : files ? (
          <>
            <ActionButton action={retryImport} fields={{ import: row.id }} look="primary">
              Try again
            </ActionButton>
            <ButtonLink href={`/admin/new?again=${row.id}`}>Change and import again</ButtonLink>
            <ActionButton
              action={discardImport}
              fields={{ import: row.id }}
              look="quiet"
              confirm={{
                title: "Delete the uploaded files?",
                text: "They are removed from the server; to try again you would have to upload them again.",
                yes: "Delete",
              }}
            >
              Delete the files
            </ActionButton>
          </>
        ) : (
          <ButtonLink href={project ? `/admin/new?into=${project.slug}` : `/admin/new?again=${row.id}`}>
            Import again
          </ButtonLink>
        )}
      </div>
    </Notice>
  );
}
