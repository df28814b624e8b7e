import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { dataDir } from "#db/data-dir.ts";
import { hostileServer } from "./server.ts";
import { announce } from "./upload-client.ts";

// A limit far above any disk, so that the disk is what has no room.
const server = hostileServer({ TANDEM_MAX_UPLOAD_MB: "8000000000" });

test("58 disk full on upload: said before the first byte, and nothing is made", async () => {
  const { admin, tandem } = server();
  expect((await announce(admin, { bytes: 2 ** 52 })).status).toBe(507);
  expect(readdirSync(dataDir(tandem.data).uploads)).toEqual([]);
});
