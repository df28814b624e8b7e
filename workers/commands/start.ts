/**
 * Everything a new machine needs, then web and worker together, or the pages alone: migrates the database, makes the first
 * admin and the demo project, builds the pages when they are older than the code, and starts both
 * processes. Ctrl-C stops both.
 */
import { join } from "node:path";
import { z } from "zod";
import type { DataDir } from "#db/data-dir.ts";
import { bucketSettings } from "#db/packs/bucket-settings.ts";
import { enqueueRecheck } from "#db/dataset/recheck-pictures.ts";
import { defineCommand } from "./command.ts";
import { servingDatabase } from "./project-database.ts";
import { buildPages } from "./start/build.ts";
import { doubts } from "./start/doubts.ts";
import {
  type FirstAdmin,
  firstAdmin,
  firstProject,
  tokenIsUnknown,
  unknownToken,
} from "./start/first-run.ts";
import { narrowed } from "./start/narrowed.ts";
import { checkMetricsToken, sessionSecret } from "./start/secret.ts";
import { supervise } from "./start/supervise.ts";

/** the web process, a program of its own: commands know nothing of the pages */
const web = join("app", "_server", "web.ts");

export const command = defineCommand({
  about: `Starts Tandem: migrates the database, builds the pages if needed, runs web and worker.
--host 0.0.0.0 lets other machines in (then set NEXTAUTH_URL to the address people use).
See .env.example for the other settings.`,
  flags: z.object({
    port: z.coerce
      .number()
      .int()
      .min(1)
      .max(65535)
      .prefault(process.env.PORT ?? 3000)
      .describe("port of the pages"),
    host: z
      .string()
      .default(process.env.HOST ?? "127.0.0.1")
      .describe("interface of the pages")
      .meta({ value: "HOST" }),
    demo: z
      .boolean()
      .default(process.env.TANDEM_DEMO !== "0")
      // help shows the flag that changes the default
      .describe(
        `${process.env.TANDEM_DEMO === "0" ? "make the demo project in" : "leave the demo project out of"} an empty database`,
      ),
    worker: z.boolean().default(true).describe("the pages alone; npm run worker runs a worker beside them"),
    dev: z.boolean().default(false).describe("the development server, with reload"),
  }),
  async run({ port, host, demo, worker, dev }) {
    checkMetricsToken();
    bucketSettings(); // one that cannot be used is told at once
    const dir = await servingDatabase(async (db, dir) => {
      narrowed(dir, (line) => console.log(`  ${line}`));
      const admin = await firstAdmin(db, Date.now());
      if (admin) console.log(welcome(admin));
      else if (tokenIsUnknown(db, Date.now())) console.warn(`  ${unknownToken}`);
      enqueueRecheck(db, Date.now());
      if (demo) await firstProject(db, dir, Date.now, (line) => console.log(`  ${line}`));
      return dir;
    });
    if (!dev) buildPages((line) => console.log(`  ${line}`));
    const address = process.env.NEXTAUTH_URL ?? `http://localhost:${port}`;
    for (const line of doubts({ host, address, trustedProxies: process.env.TANDEM_TRUSTED_PROXIES }))
      console.warn(`  ${line}`);
    const args = [web, "--host", host, "--port", String(port), ...(dev ? ["--dev"] : [])];
    const env = environment(dir, address, dev);
    await supervise({ dir, args, env, host, port, address, worker, log: !dev });
  },
});

/** A password that somebody chose is theirs to know; only one that was made here is shown. */
const welcome = ({ name, oneTimePassword }: FirstAdmin): string =>
  oneTimePassword === null
    ? `\n  First admin:  name  ${name}\n                password as set in TANDEM_ADMIN_PASSWORD\n`
    : `\n  First admin:  name  ${name}\n                password  ${oneTimePassword}   (shown only now; you choose your own at the first sign-in)\n`;

const environment = (dir: DataDir, address: string, dev: boolean): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_ENV: dev ? "development" : "production",
  TANDEM_ADMIN_PASSWORD: undefined, // done with
  TANDEM_API_TOKEN: undefined,
  TANDEM_DATA: dir.root,
  NEXTAUTH_SECRET: sessionSecret(dir),
  NEXTAUTH_URL: address,
  NEXT_TELEMETRY_DISABLED: "1",
});
