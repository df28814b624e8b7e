import { EndButton } from "./end-button.tsx";
import { Badge, type Tone } from "../../../_ui/badge.tsx";
import { whole } from "../../../_ui/format.ts";
import { LocalTime } from "../../../_ui/local-time.tsx";
import { Progress } from "../../../_ui/progress.tsx";
import type { ExportShown } from "#db/exports/export.ts";
import type { JobState } from "#lib/domain.ts";
import { companionNames } from "#lib/formats/exports/companions.ts";
import { fileSize } from "#lib/numbers.ts";

const tones: Record<JobState, Tone> = {
  ...{ queued: "neutral", running: "machine", finished: "accent" },
  ...{ failed: "danger", cancelled: "neutral" },
};
const states: Record<JobState, string> = {
  ...{ queued: "waits for the worker", running: "being written", finished: "ready" },
  ...{ failed: "failed", cancelled: "cancelled" },
};
/** Shown one by one; of more shards the rest stands in the manifest. */
const mostFiles = 24;

/** One export: what it is of, how far it is, and its files. */
export function ExportRow({
  row,
  format,
  what,
  address,
  mayEnd,
}: {
  row: ExportShown;
  /** as it is called */
  format: string;
  /** which items, in words */
  what: string;
  /** of this export's handler */
  address: string;
  mayEnd: boolean;
}) {
  const gone = row.goneAt !== null;
  const open = row.state === "queued" || row.state === "running";
  const files = gone ? [] : (row.files ?? []);
  const data = files.filter(({ name }) => !companionNames.includes(name));
  const beside = files.filter(({ name }) => companionNames.includes(name));
  return (
    <li className="flex flex-col gap-2 py-4 text-sm first:pt-0 last:pb-0">
      <div className="flex items-center gap-x-3">
        <span className="min-w-0 font-medium">{format}</span>
        <Badge tone={gone ? "neutral" : tones[row.state]}>{gone ? "expired" : states[row.state]}</Badge>
        {row.names && <Badge tone="warning">with names</Badge>}
        {mayEnd && (open || (row.readyAt !== null && !gone)) && (
          <span className="-my-2 -mr-2 ml-auto">
            <EndButton address={address} label={`${open ? "Cancel" : "Remove"} the export ${format}`}>
              {open ? "Cancel" : "Remove"}
            </EndButton>
          </span>
        )}
      </div>
      {row.state === "running" && (
        <Progress value={row.progress} label={`Progress of the export ${format}`} />
      )}
      {row.error !== null && <p className="text-danger">{row.error}</p>}
      <p className="text-muted tabular-nums">
        {what} · {row.who ?? "the command line"} · <LocalTime at={row.at} />
        {!gone && row.expiresAt !== null && (
          <>
            {" "}
            · kept until <LocalTime at={row.expiresAt} />
          </>
        )}
      </p>
      {data.length > 0 && (
        <ul className="flex flex-wrap gap-x-5 gap-y-1">
          {data.slice(0, mostFiles).map((file) => (
            <li key={file.name}>
              {/* A download, not a page: a plain link, so that nothing fetches it ahead. */}
              <a
                href={`${address}/${encodeURIComponent(file.name)}`}
                download
                className="inline-flex min-h-9 items-center gap-1.5 font-medium text-accent-strong underline-offset-4 hover:underline"
              >
                {file.name}{" "}
                <span className="font-normal text-muted tabular-nums">{fileSize(file.bytes)}</span>
              </a>
            </li>
          ))}
          {data.length > mostFiles && (
            <li className="inline-flex min-h-9 items-center text-muted">
              and {whole(data.length - mostFiles)} more, named in the manifest
            </li>
          )}
        </ul>
      )}
      {beside.length > 0 && (
        <p className="flex flex-wrap gap-x-4 gap-y-1 text-muted">
          {beside.map(({ name }) => (
            <a
              key={name}
              href={`${address}/${encodeURIComponent(name)}`}
              download
              className="inline-flex min-h-8 items-center underline decoration-line-strong/60 underline-offset-4 hover:text-ink"
            >
              {besideNames[name] ?? name}
            </a>
          ))}
        </p>
      )}
    </li>
  );
}

const besideNames: Readonly<Record<string, string>> = {
  "README.md": "Data card",
  "croissant.json": "Croissant metadata",
  "manifest.json": "Manifest",
};
