"use client";

import { useId, useRef, useState } from "react";
import { z } from "zod";
import { Button } from "./button.tsx";
import { Progress } from "./progress.tsx";

export type Uploaded = { upload: string; fileName: string };

const stored = z.object({ upload: z.string() });
const refused = z.object({ message: z.string() });

type State =
  | { is: "empty"; problem: string | null }
  | { is: "sending"; fileName: string; sent: number; total: number }
  | { is: "stored"; fileName: string; bytes: number };

const size = (bytes: number) =>
  bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** One file to the server with its progress; XMLHttpRequest, since fetch does not tell how much has been sent. */
export function Upload({
  kind,
  label,
  hint,
  accept,
  onStored,
}: {
  kind: "images" | "labels";
  label: string;
  hint: string;
  accept: string;
  onStored: (file: Uploaded | null) => void;
}) {
  const id = useId();
  const [state, setState] = useState<State>({ is: "empty", problem: null });
  const request = useRef<XMLHttpRequest | null>(null);

  const send = (file: File) => {
    const xhr = new XMLHttpRequest();
    request.current = xhr;
    onStored(null);
    setState({ is: "sending", fileName: file.name, sent: 0, total: file.size });
    const give = (problem: string) => setState({ is: "empty", problem });
    xhr.upload.onprogress = ({ loaded }) =>
      setState({ is: "sending", fileName: file.name, sent: loaded, total: file.size });
    xhr.onerror = () => give("The connection broke off. Please try again.");
    xhr.onabort = () => give("Stopped.");
    xhr.onload = () => {
      const reply = parsed(xhr.responseText);
      const done = stored.safeParse(reply);
      if (xhr.status === 201 && done.success) {
        setState({ is: "stored", fileName: file.name, bytes: file.size });
        onStored({ upload: done.data.upload, fileName: file.name });
      } else {
        const said = refused.safeParse(reply);
        give(said.success ? said.data.message : "The server did not take the file.");
      }
    };
    xhr.open("PUT", `/api/uploads?kind=${kind}`);
    xhr.send(file);
  };

  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <div
        className="flex min-h-24 flex-col justify-center gap-3 rounded-control border border-dashed border-line-strong/60 bg-bg px-4 py-4"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          const [file] = event.dataTransfer.files;
          if (file && state.is !== "sending") send(file);
        }}
      >
        {state.is === "sending" ? (
          <>
            <div className="flex items-center justify-between gap-4 text-sm tabular-nums">
              <span className="truncate">
                {state.fileName} — {size(state.sent)} of {size(state.total)}
              </span>
              <Button look="quiet" onClick={() => request.current?.abort()}>
                Stop
              </Button>
            </div>
            <Progress
              value={state.total === 0 ? 0 : state.sent / state.total}
              label={`Upload of ${state.fileName}`}
            />
          </>
        ) : (
          <>
            {state.is === "stored" && (
              <p className="text-sm" role="status">
                <strong className="font-medium">{state.fileName}</strong>, {size(state.bytes)}, is on the
                server.
              </p>
            )}
            <input
              id={id}
              type="file"
              accept={accept}
              aria-describedby={`${id}-hint`}
              className="text-sm text-muted file:mr-3 file:min-h-10 file:cursor-pointer file:rounded-control file:border file:border-solid file:border-line file:bg-surface file:px-4 file:text-sm file:font-medium file:text-ink"
              onChange={(event) => {
                const file = event.target.files?.[0];
                if (file) send(file);
              }}
            />
          </>
        )}
      </div>
      <p id={`${id}-hint`} className="text-sm text-muted">
        {hint}
      </p>
      {state.is === "empty" && state.problem && (
        <p role="alert" className="text-sm text-danger">
          {state.problem}
        </p>
      )}
    </div>
  );
}
