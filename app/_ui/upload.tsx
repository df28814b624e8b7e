"use client";

import { useEffect, useId, useRef, useState } from "react";
import { Button } from "./button.tsx";
import { Progress } from "./progress.tsx";
import { forget } from "./upload/requests.ts";
import { NotTaken, sendFile } from "./upload/send-file.ts";
import { firstBytes, headBytes } from "#lib/formats/first-bytes.ts";
import { fileSize } from "#lib/numbers.ts";

/** A file that lies on the server, by the number it got there. */
export type Uploaded = { upload: string; fileName: string; bytes: number };

type Sending = { fileName: string; sent: number; total: number; paused: string | null };

/**
 * One file to the server: chosen or dropped, with its progress, and afterwards its name. What is plainly of
 * the wrong kind is refused before it is sent.
 */
export function Upload({
  kind,
  label,
  hint,
  accept,
  value,
  onChange,
}: {
  kind: keyof typeof firstBytes;
  label: string;
  hint: string;
  accept: string;
  value: Uploaded | null;
  onChange: (file: Uploaded | null) => void;
}) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const under = useRef<{ stop: AbortController; upload: string | null } | null>(null);
  /** the upload that was made here; one that came with an earlier import is not this form's to delete */
  const own = useRef<string | null>(null);
  const [sending, setSending] = useState<Sending | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const change = (file: Uploaded | null) => {
    if (own.current !== null && own.current !== file?.upload) forget(own.current);
    own.current = file?.upload ?? null;
    onChange(file);
  };

  const send = async (file: File) => {
    const head = await file
      .slice(0, headBytes)
      .arrayBuffer()
      .catch(() => null);
    if (head === null) return setProblem("This file cannot be read. If it is a folder, pack it as a zip.");
    const unfit = firstBytes[kind](file.name, new Uint8Array(head));
    setProblem(unfit);
    if (unfit !== null) return;
    const stop = new AbortController();
    const { signal } = stop;
    under.current = { stop, upload: null };
    let state: Sending = { fileName: file.name, sent: 0, total: file.size, paused: null };
    const tell = (change: Partial<Sending>) => {
      if (!signal.aborted) setSending((state = { ...state, ...change }));
    };
    tell({});
    const hear = {
      begun: (upload: string) => void (under.current = { stop, upload }),
      sent: (sent: number) => tell({ sent }),
      paused: (paused: string | null) => tell({ paused }),
    };
    try {
      const upload = await sendFile(kind, file, hear, signal);
      change({ upload, fileName: file.name, bytes: file.size });
    } catch (error) {
      if (!signal.aborted)
        setProblem(error instanceof NotTaken ? error.message : "The server’s answer could not be read.");
    }
    setSending(null);
  };
  // Whoever leaves the page finds the upload where it was when they come back with the same file.
  useEffect(() => () => under.current?.stop.abort(), []);
  const cancel = () => {
    under.current?.stop.abort();
    if (under.current?.upload) forget(under.current.upload);
  };

  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <div
        className="flex min-h-20 flex-wrap items-center justify-between gap-x-4 gap-y-3 rounded-control border border-dashed border-line-strong/60 bg-bg px-4 py-4 text-sm has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-accent"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          const [file] = event.dataTransfer.files;
          if (file && !sending) void send(file);
        }}
      >
        {/* The browser's own control would go on saying “No file chosen” beside a file that is there. */}
        <input
          ref={input}
          id={id}
          type="file"
          accept={accept}
          disabled={sending !== null}
          aria-describedby={`${id}-state ${id}-hint`}
          className="sr-only"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            event.target.value = ""; // the same file may be chosen again after it was mended
            if (file) void send(file);
          }}
        />
        <p id={`${id}-state`} role="status" className="min-w-0 truncate tabular-nums">
          {sending ? (
            <>
              {sending.fileName}{" "}
              <span className="text-muted">
                {fileSize(sending.sent)} of {fileSize(sending.total)}
              </span>
            </>
          ) : value ? (
            <>
              <strong className="font-medium">{value.fileName}</strong>{" "}
              <span className="text-muted">{fileSize(value.bytes)}, uploaded</span>
            </>
          ) : (
            <span className="text-muted">Drop a file here or choose one.</span>
          )}
        </p>
        <div className="flex gap-2">
          {sending ? (
            <Button look="quiet" onClick={cancel}>
              Cancel
            </Button>
          ) : (
            <>
              {value && (
                <Button look="quiet" onClick={() => change(null)}>
                  Remove
                </Button>
              )}
              {/* The field itself is in the tab order. */}
              <Button tabIndex={-1} onClick={() => input.current?.click()}>
                {value ? "Replace" : "Choose a file"}
              </Button>
            </>
          )}
        </div>
        {sending && (
          <Progress
            value={sending.total === 0 ? 0 : sending.sent / sending.total}
            label={`Upload of ${sending.fileName}`}
          />
        )}
        {sending?.paused && (
          <p role="status" className="w-full text-muted">
            {sending.paused} The upload goes on by itself.
          </p>
        )}
      </div>
      <p id={`${id}-hint`} className="text-sm text-muted">
        {hint}
      </p>
      {problem && (
        <p role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
    </div>
  );
}
