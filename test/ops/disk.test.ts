import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { tryToGrow, tryToWrite } from "#db/health-probe.ts";
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

test.skipIf(!canMount)(
  "58 a full disk is noticed while small writes still fit into the write-ahead log",
  () => {
    const disk = newSmallDisk(16);
    onTestFinished(() => disk.remove());
    const database = openDatabase(dataDir(disk.folder).database);
    onTestFinished(() => void database.sqlite.close());
    migrateDatabase(database);
    database.sqlite.pragma("wal_checkpoint(RESTART)"); // it begins anew, and its file stays as long as it was
    disk.fill();
    const files = readdirSync(disk.folder);
    tryToWrite(database.db, 1);
    expect(() => tryToGrow(dataDir(disk.folder))).toThrow("ENOSPC");
    expect(readdirSync(disk.folder)).toEqual(files);
    disk.free();
    tryToGrow(dataDir(disk.folder));
  },
);
