"use client";

import { useEffect, useState } from "react";
import { z } from "zod";
import type { PreviewRequest } from "./preview-request.ts";
import { type ImportPreview, importPreview } from "#lib/formats/import-preview.ts";

const refused = z.object({ message: z.string() });

/** Typing class names should not ask at every key, ms. */
const pauseMs = 300;

export type PreviewState = {
  /** the newest one, perhaps of an earlier choice */
  preview: ImportPreview | null;
  problem: string | null;
  /** whether the server is still reading for the present choice */
  reading: boolean;
};

/** Keeps asking the server what the present choice would bring; null asks nothing. */
export function usePreview(request: PreviewRequest | null): PreviewState {
  const key = request && JSON.stringify(request);
  const files = request && `${request.images} ${request.labels ?? ""}`;
  const [heard, setHeard] = useState<{
    key: string;
    files: string;
    preview: ImportPreview | null;
    problem: string | null;
  } | null>(null);

  useEffect(() => {
    if (key === null || files === null) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      void ask(key, stop.signal).then((reply) => {
        if (!stop.signal.aborted) setHeard({ key, files, ...reply });
      });
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key, files]);

  const ofTheseFiles = heard !== null && heard.files === files ? heard : null;
  return {
    preview: ofTheseFiles?.preview ?? null,
    problem: ofTheseFiles?.problem ?? null,
    reading: key !== null && heard?.key !== key,
  };
}

async function ask(body: string, signal: AbortSignal) {
  const headers = { "content-type": "application/json" };
  const reply = await fetch("/api/imports/preview", { method: "POST", headers, body, signal }).catch(
    () => null,
  );
  const json: unknown = await reply?.json().catch(() => null);
  const preview = importPreview.safeParse(json);
  if (preview.success) return { preview: preview.data, problem: null };
  const said = refused.safeParse(json);
  const problem = said.success
    ? said.data.message
    : "The server could not be reached. Change something to try again.";
  return { preview: null, problem };
}
