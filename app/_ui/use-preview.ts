"use client";

import { useEffect, useState } from "react";
import { z } from "zod";

const refused = z.object({ message: z.string() });

/** Typing should not ask at every key, ms. */
const pauseMs = 300;

export type PreviewState<Preview> = {
  /** the newest one, perhaps of an earlier choice */
  preview: Preview | null;
  problem: string | null;
  /** whether the server is still reading for the present choice */
  reading: boolean;
};

/**
 * Keeps asking the server what the present choice would bring.
 * @param address that the request is posted to
 * @param schema what it answers
 * @param request null asks nothing
 * @param files what was uploaded: an answer about other files is not shown any more
 */
export function usePreview<Preview>(
  address: string,
  schema: z.ZodType<Preview>,
  request: object | null,
  files: string | null,
): PreviewState<Preview> {
  const key = request && JSON.stringify(request);
  const [heard, setHeard] = useState<{
    key: string;
    files: string;
    preview: Preview | null;
    problem: string | null;
  } | null>(null);

  useEffect(() => {
    if (key === null || files === null) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      void ask(address, schema, key, stop.signal).then((reply) => {
        if (!stop.signal.aborted) setHeard({ key, files, ...reply });
      });
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [address, schema, key, files]);

  const ofTheseFiles = heard !== null && heard.files === files ? heard : null;
  return {
    preview: ofTheseFiles?.preview ?? null,
    problem: ofTheseFiles?.problem ?? null,
    reading: key !== null && heard?.key !== key,
  };
}

async function ask<Preview>(address: string, schema: z.ZodType<Preview>, body: string, signal: AbortSignal) {
  const headers = { "content-type": "application/json" };
  const reply = await fetch(address, { method: "POST", headers, body, signal }).catch(() => null);
  const json: unknown = await reply?.json().catch(() => null);
  const preview = schema.safeParse(json);
  if (preview.success) return { preview: preview.data, problem: null };
  const said = refused.safeParse(json);
  const problem = said.success
    ? said.data.message
    : "The server could not be reached. Change something to try again.";
  return { preview: null, problem };
}
