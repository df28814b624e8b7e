import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Page } from "playwright/test";

/** What asks the server: the handlers of exports, as a browser that is signed in would. */
export type Ask = (
  method: "GET" | "POST",
  path: string,
  body?: unknown,
) => Promise<{ status: number; text: string }>;

const state = z.object({
  state: z.string(),
  error: z.string().nullable(),
  files: z.array(z.object({ name: z.string(), address: z.string(), bytes: z.number(), sha256: z.string() })),
});

/** Ask for an export, and wait until it is written. @returns its files, the data first */
export async function finishedExport(
  ask: Ask,
  slug: string,
  wanted: Record<string, unknown>,
): Promise<z.output<typeof state>["files"]> {
  const asked = await ask("POST", `/api/export/${slug}`, wanted);
  if (asked.status !== 202) throw new Error(`${asked.status}: ${asked.text}`);
  return writtenFiles(ask, slug, z.object({ id: z.number() }).parse(JSON.parse(asked.text)).id);
}

/** Wait until an export is written. @returns its files, the data first */
export async function writtenFiles(
  ask: Ask,
  slug: string,
  id: number,
): Promise<z.output<typeof state>["files"]> {
  for (;;) {
    const now = state.parse(JSON.parse((await ask("GET", `/api/export/${slug}/${id}`)).text));
    if (now.state === "finished") return now.files;
    if (now.state !== "queued" && now.state !== "running") throw new Error(now.error ?? now.state);
    await sleep(100);
  }
}

/** The text of its first file. */
export async function takenExport(ask: Ask, slug: string, wanted: Record<string, unknown>): Promise<string> {
  const [file] = await finishedExport(ask, slug, wanted);
  return (await ask("GET", file?.address ?? "")).text;
}

/** A page's requests. */
export const byPage =
  (page: Page, url: string): Ask =>
  async (method, path, data) => {
    const reply = await page.request.fetch(`${url}${path}`, {
      method,
      headers: { origin: url },
      ...(data !== undefined && { data }),
    });
    return { status: reply.status(), text: await reply.text() };
  };
