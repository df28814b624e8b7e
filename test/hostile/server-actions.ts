import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Tandem } from "../../e2e/tandem.ts";
import { inDatabase } from "../../e2e/wait.ts";
import { dataDir } from "#db/data-dir.ts";
import type { Visitor } from "./server.ts";

const manifest = z.object({
  node: z.record(z.string(), z.object({ filename: z.string(), exportedName: z.string() })),
});

/** Every server action of the build: Next's own number of it by "file name". */
export function serverActions(): Map<string, string> {
  const file = join(process.env.TANDEM_DIST ?? ".next", "server", "server-reference-manifest.json");
  const { node } = manifest.parse(JSON.parse(readFileSync(file, "utf8")));
  return new Map(
    Object.entries(node).map(([id, { filename, exportedName }]) => [`${filename} ${exportedName}`, id]),
  );
}

/** Call an action as React does: a form state and a form. @param headers exactly these, besides the cookie */
export function act(
  { url }: Tandem,
  { cookie }: Pick<Visitor, "cookie">,
  path: string,
  action: string,
  fields: Record<string, string>,
  headers: Record<string, string>,
): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(`_1_${name}`, value);
  body.append("0", JSON.stringify([{ ok: true, message: null }, "$K1"]));
  return fetch(url + path, {
    method: "POST",
    redirect: "manual",
    headers: { "next-action": action, accept: "text/x-component", ...(cookie && { cookie }), ...headers },
    body,
  });
}

/** What became of it: the action says so itself, or sends the browser to what it made. */
export async function outcomeOf(reply: Response): Promise<{ done: boolean; said: string }> {
  const said = await reply.text();
  const redirect = reply.headers.get("x-action-redirect") ?? "";
  const done = /"ok":true/.test(said) || (redirect !== "" && !redirect.startsWith("/signin"));
  return { done, said: `${reply.status} ${redirect} ${said}` };
}

/** These change by themselves. */
const restless = new Set(["events", "health_probe", "looks", "workers"]);

/** A digest of each table, and the uploads: what a request may have changed. */
export const everything = (tandem: Tandem): Record<string, string> =>
  inDatabase(tandem, (db) => {
    const sqlite = db.$client;
    const names = sqlite.prepare("select name from sqlite_master where type = 'table'").pluck().all();
    const tables = z
      .array(z.string())
      .parse(names)
      .filter((name) => !restless.has(name) && !name.startsWith("sqlite_"))
      .map((name) => {
        const own = name === "jobs" ? " where kind <> 'look'" : "";
        const rows = JSON.stringify(
          sqlite.prepare(`select * from "${name}"${own}`).all(),
          (key, value: unknown) => (key === "lastSeenAt" ? undefined : value),
        );
        return [name, createHash("sha256").update(rows).digest("hex")] as const;
      });
    const uploads = readdirSync(dataDir(tandem.data).uploads).sort().join();
    return { ...Object.fromEntries(tables), uploads };
  });
