import { cpSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { Expected } from "#lib/expected.ts";
import { roomForPacks } from "#db/packs/room.ts";
import { canMount, newSmallDisk } from "../ops/small-disk.ts";
import { moveNow } from "./move-now.ts";
import { newFilledStore, rested } from "./moving.ts";
import { bucketOf, newS3Server } from "./s3-server.ts";

test.skipIf(!canMount)(
  "an import waits while a small disk is full of packs that are to go to the bucket (skipped where no file system may be mounted)",
  async () => {
    const [store, server, disk] = [
      await newFilledStore(3),
      await newS3Server(onTestFinished),
      newSmallDisk(16),
    ];
    onTestFinished(() => disk.remove());
    cpSync(store.dir.packs, disk.folder, { recursive: true });
    const { db } = store;
    const dir = { ...store.dir, packs: disk.folder };
    rested({ ...store, dir });

    await roomForPacks(db, dir, () => expect.unreachable("no bucket is set"));

    for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    let looks = 0;
    const waits = roomForPacks(db, dir, () => void looks++);
    while (looks < 2) await sleep(50);

    const cancelled = roomForPacks(db, dir, () => {
      throw new Error("cancelled");
    });
    await expect(cancelled).rejects.toThrow("cancelled");

    expect(await moveNow({ db, dir }, bucketOf(server), "s3")).toBe(1);
    await waits;

    await expect(moveNow({ db, dir }, bucketOf(server), "disk")).rejects.toThrow(Expected);
    await roomForPacks(db, dir, () => expect.unreachable("packs are to stay on the disk"));
  },
);
