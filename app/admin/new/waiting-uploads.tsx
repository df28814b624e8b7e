import { deleteUpload } from "./actions.ts";
import { ActionButton } from "../../_ui/action-button.tsx";
import { Card } from "../../_ui/card.tsx";
import type { StoredUpload } from "#db/dataset/uploads.ts";
import { fileSize, percent } from "#lib/numbers.ts";

/** Uploads that were begun, or finished, before this page was opened: the same file goes on where it was. */
export function WaitingUploads({ uploads }: { uploads: readonly StoredUpload[] }) {
  if (uploads.length === 0) return null;
  return (
    <Card title="Uploaded before" className="mb-6">
      <p className="mb-2 text-sm text-muted">
        Choose the same file again to go on where it was. What nobody comes back for is deleted: unfinished
        uploads after a day, finished ones after a week.
      </p>
      <ul className="flex flex-col text-sm">
        {uploads.map(({ id, name, bytes, offset, finished }) => (
          <li key={id} className="flex items-center justify-between gap-4">
            <span className="min-w-0 truncate">
              {name}{" "}
              <span className="text-muted tabular-nums">
                {fileSize(bytes)}, {finished ? "uploaded" : `${percent(offset / bytes, 0)} uploaded`}
              </span>
            </span>
            <ActionButton action={deleteUpload} fields={{ upload: id }} look="quiet">
              Delete
            </ActionButton>
          </li>
        ))}
      </ul>
    </Card>
  );
}
