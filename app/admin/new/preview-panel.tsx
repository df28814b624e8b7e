import { whole } from "../../_ui/format.ts";
import { Notice } from "../../_ui/notice.tsx";
import { ProblemList } from "../../_ui/problem-list.tsx";
import type { ImportPreview } from "#lib/formats/import-preview.ts";

/** What the import would bring. `reading`: the choice has changed and newer numbers are on their way. */
export function PreviewPanel({
  preview,
  images,
  reading,
  confirmed,
  onConfirm,
}: {
  preview: ImportPreview;
  /** the upload that the pictures are in */
  images: string;
  reading: boolean;
  confirmed: boolean;
  onConfirm: (confirmed: boolean) => void;
}) {
  const { classes, complete, doubts, labelled, matched, notes, problems, rows, samples } = preview;
  if (preview.refusal !== null) return <Notice tone="danger">{preview.refusal}</Notice>;
  const counts: readonly (readonly [string, number])[] = [
    [preview.columns.length > 0 ? "Rows" : "Pictures", rows],
    ["Ready to import", matched],
    ["With a gold label", labelled.gold],
    ["With human labels", labelled.human],
  ];
  return (
    <div
      className={`flex flex-col gap-6 transition-opacity ${reading ? "opacity-60" : ""}`}
      aria-busy={reading}
    >
      <dl className="grid grid-cols-2 gap-4 text-sm tabular-nums sm:grid-cols-4 [&_dd]:text-lg [&_dd]:font-medium [&_dt]:text-muted">
        {counts.map(([name, n]) => (
          <div key={name} className="flex flex-col justify-between">
            <dt>{name}</dt>
            <dd>{whole(n)}</dd>
          </div>
        ))}
      </dl>
      {samples.length > 0 && (
        <ul className="grid grid-cols-3 gap-3 sm:grid-cols-6" aria-label="Some of the pictures">
          {samples.map(({ image, gold }) => (
            <li key={image} className="min-w-0 text-center text-xs text-muted">
              {/* eslint-disable-next-line @next/next/no-img-element -- a thumbnail of an upload, already small */}
              <img
                src={`/api/uploads/${images}/picture?${new URLSearchParams({ name: image }).toString()}`}
                alt=""
                title={image}
                className="aspect-square w-full rounded-control bg-sunken object-cover"
              />
              <span className="mt-1 block truncate">{gold ?? "no gold label"}</span>
            </li>
          ))}
        </ul>
      )}
      <div>
        <h3 className="mb-2">
          {whole(classes.count)} {classes.count === 1 ? "class" : "classes"}
        </h3>
        <ul className="flex flex-wrap gap-1.5 text-sm" aria-label="Classes of the project">
          {classes.first.map((name) => (
            <li key={name} className="max-w-full truncate rounded-full bg-sunken px-2.5 py-0.5" title={name}>
              {name}
            </li>
          ))}
          {classes.count > classes.first.length && (
            <li className="px-1 py-0.5 text-muted">and {whole(classes.count - classes.first.length)} more</li>
          )}
        </ul>
      </div>
      {(notes.length > 0 || !complete) && (
        <ul className="flex flex-col gap-1 text-sm text-muted">
          {notes.map(({ file, reason }) => (
            <li key={reason} className="wrap-anywhere">
              {file && <code className="text-xs">{file}</code>} {reason}
            </li>
          ))}
          {!complete && <li>Only the first {whole(rows)} rows were read for this preview.</li>}
        </ul>
      )}
      <ProblemList problems={problems} />
      {doubts.length > 0 && (
        <Notice tone="warning">
          <ul className="flex flex-col gap-1">
            {doubts.map((doubt) => (
              <li key={doubt}>{doubt}</li>
            ))}
          </ul>
          <label className="mt-2 flex min-h-11 cursor-pointer items-center gap-2 font-medium sm:min-h-8">
            <input
              type="checkbox"
              className="accent-accent"
              checked={confirmed}
              onChange={(event) => onConfirm(event.target.checked)}
            />
            This is what I want. Classes cannot be removed later.
          </label>
        </Notice>
      )}
    </div>
  );
}
