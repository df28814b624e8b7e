import { readdirSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { adminPassword, startTandem } from "../../e2e/tandem.ts";
import { dataDir } from "#db/data-dir.ts";
import { canMount, newSmallDisk } from "../ops/small-disk.ts";
import { birds, leases, submit } from "./birds.ts";
import { signIn } from "./server.ts";
import { announce } from "./upload-client.ts";

const health = z.object({ ok: z.boolean(), reasons: z.array(z.string()) });

test.skipIf(!canMount)(
  "59 a file system that becomes read-only under a running server: said, nothing half made, and all is well afterwards",
  async () => {
    const disk = newSmallDisk(4096);
    onTestFinished(() => disk.remove());
    const tandem = await startTandem({ data: disk.folder });
    onTestFinished(() => tandem.stop());
    await birds(tandem, "birds", 6);
    const admin = await signIn(tandem, "admin", adminPassword);
    const uploads = () => readdirSync(dataDir(disk.folder).uploads);
    const [lease = ""] = await leases(admin, "birds", 1);

    const open = disk.closeToNewFiles();
    const refused = await announce(admin, { bytes: 1000 });
    expect(refused.status).toBe(503);
    expect(z.object({ message: z.string() }).parse(await refused.json()).message).toContain("disk");
    expect(uploads()).toEqual([]);
    await expect.poll(async () => (await admin.fetch("/api/health")).status, { timeout: 10_000 }).toBe(503);
    const told = health.parse(await (await admin.fetch("/api/health")).json());
    expect(told).toEqual({ ok: false, reasons: ["database-unwritable"] });
    for (const path of ["/annotate/birds", "/admin", "/research/birds", "/api/images/1?project=birds"])
      expect((await admin.fetch(path)).status, path).toBe(200);
    // The database's own files are open and can be written: an answer counts, or is refused, but is never lost.
    expect([200, 503]).toContain((await submit(admin, "birds", lease)).status);

    open();
    await expect.poll(async () => (await admin.fetch("/api/health")).status, { timeout: 10_000 }).toBe(200);
    expect((await announce(admin, { bytes: 1000 })).status).toBe(201);
    expect(uploads()).toHaveLength(1);
    expect((await submit(admin, "birds", lease)).status).toBe(200);
  },
  120_000,
);
