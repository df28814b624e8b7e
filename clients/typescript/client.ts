import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema.d.ts";

export type PredictionLine = components["schemas"]["PredictionLine"];
export type JudgmentLine = components["schemas"]["JudgmentLine"];

/** @param address such as https://tandem.example.org/api/v1 */
export type Access = { address: string; token: string };

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** The API as its description has it: paths, parameters and answers are typed. */
export const tandem = ({ address, token }: Access): Client<paths> =>
  createClient<paths>({ baseUrl: address, headers: bearer(token) });

/** What was answered. @throws Error with the sentence of the problem */
export function answered<T>({ data, error }: { data?: T; error?: unknown }): T {
  if (data !== undefined) return data;
  throw new Error(
    typeof error === "object" && error && "detail" in error ? String(error.detail) : "no answer",
  );
}

type LineType = { predictions: PredictionLine; judgments: JudgmentLine };

/**
 * Send predictions or judgments as they come; a job stores them.
 * @returns number of the import, to be asked for until it is finished
 */
export async function sendLines<Kind extends keyof LineType>(
  { address, token }: Access,
  project: string,
  kind: Kind,
  name: string,
  rows: Iterable<LineType[Kind]> | AsyncIterable<LineType[Kind]>,
): Promise<number> {
  async function* lines(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for await (const row of rows) yield new TextEncoder().encode(`${JSON.stringify(row)}\n`);
  }
  const source = lines();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next = await source.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
  });
  const query = new URLSearchParams({ name });
  const init: RequestInit & { duplex: "half" } = {
    method: "POST",
    headers: { ...bearer(token), "content-type": "application/x-ndjson" },
    body,
    duplex: "half",
  };
  const reply = await fetch(`${address}/projects/${encodeURIComponent(project)}/${kind}?${query}`, init);
  const said: unknown = await reply.json();
  if (typeof said === "object" && said && "import" in said && typeof said.import === "number")
    return said.import;
  return answered<never>({ error: said });
}

/** Ask again and again until something is over. @throws Error when it came to nothing */
export async function finished<T extends { state: string; error: string | null }>(
  ask: () => Promise<T>,
): Promise<T> {
  for (;;) {
    const found = await ask();
    if (found.state === "finished") return found;
    if (found.state !== "queued" && found.state !== "running") throw new Error(found.error ?? found.state);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
