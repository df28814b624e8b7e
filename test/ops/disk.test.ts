import { spawnSync } from "node:child_process";
import { describe, expect, onTestFinished, test } from "vitest";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { enqueueRecheck } from "#db/dataset/recheck-pictures.ts";
import { createUser } from "#db/people/users.ts";
import { canMount, newSmallDisk } from "./small-disk.ts";

const tandem = (data: string, ...args: string[]) =>
  spawnSync(process.execPath, ["workers/tandem.js", ...args, "--data", data], {
    encoding: "utf8",
    env: { ...process.env, TANDEM_ADMIN_PASSWORD: "correct horse battery staple" },
  });

describe.skipIf(!canMount)("npm start (skipped where no file system may be mounted)", () => {
  test.each([
    ["read-only", "new"],
    ["read-only", "used"],
    ["full", "new"],
    ["full", "used"],
    ["read-only", "lived-in"],
  ])("on a %s disk with a %s data folder ends with a sentence", (word, age) => {
    const disk = newSmallDisk(2);
    onTestFinished(() => disk.remove());
    if (age !== "new") {
      const database = openDatabase(dataDir(disk.folder).database);
      migrateDatabase(database);
      if (age === "lived-in") {
        const admin = {
          name: "admin",
          displayName: "Admin",
          role: "admin",
          passwordHash: "",
          mustChangePassword: false,
        } as const;
        createUser(database.db, admin, null, 1);
        enqueueRecheck(database.db, 1); // nothing is left to be written at a start
      }
      database.close();
    }
    if (word === "full") disk.fill();
    else disk.readOnly();
    const { status, stderr } = tandem(disk.folder, "start", "--no-demo");
    expect(status).toBe(1);
    expect(stderr).toContain(word);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});
