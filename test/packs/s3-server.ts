import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "@20minutes/s3rver";
import type { AtEnd } from "../db/world.ts";
import { type Bucket, openBucket } from "#db/packs/bucket.ts";
import { bucketSettings } from "#db/packs/bucket-settings.ts";

/** The one account of the server. */
const account = "S3RVER";

export type S3Server = {
  /** settings of a process that uses it */
  env: Record<string, string>;
  /** paths of requests so far: "GET /pictures/…" */
  requests: string[];
  /** stop answering, and answer again at the same address */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** keys of all objects */
  keys(): string[];
  /** change the bytes of an object behind the server's back */
  change(key: string, change: (bytes: Buffer) => Buffer | null): void;
};

/** An S3 server with an empty bucket, for one test or for as long as `atEnd` says. */
export async function newS3Server(atEnd: AtEnd): Promise<S3Server> {
  const folder = mkdtempSync(join(tmpdir(), "tandem-s3-"));
  const requests: string[] = [];
  let port = 0;
  let running: S3rver | null = null;

  async function start(): Promise<void> {
    const server = new S3rver({
      address: "127.0.0.1",
      port,
      directory: folder,
      silent: true,
      vhostBuckets: false,
      configureBuckets: port === 0 ? [{ name: "pictures" }] : [],
    });
    const address = await server.run();
    port = address.port;
    running = server;
    server.httpServer.on("request", ({ method = "", url = "" }) => {
      requests.push(`${method} ${url.split("?", 1)[0] ?? ""}`);
    });
  }
  async function stop(): Promise<void> {
    const closed = running?.close();
    running?.httpServer.closeAllConnections();
    running = null;
    await closed;
  }
  await start();
  atEnd(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const pathOf = (key: string) => join(folder, "pictures", `${key}._S3rver_object`);
  return {
    env: {
      TANDEM_S3_BUCKET: "pictures",
      TANDEM_S3_ENDPOINT: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: account,
      AWS_SECRET_ACCESS_KEY: account,
    },
    requests,
    stop,
    start,
    keys: () =>
      readdirSync(join(folder, "pictures"), { recursive: true })
        .map(String)
        .filter(
          (name) => name.endsWith("._S3rver_object") && statSync(join(folder, "pictures", name)).isFile(),
        )
        .map((name) => name.replace(/\._S3rver_object$/, "")),
    change(key, change) {
      const bytes = change(readFileSync(pathOf(key)));
      if (bytes === null) rmSync(pathOf(key));
      else writeFileSync(pathOf(key), bytes);
    },
  };
}

/** This process's own way to a server's bucket. */
export function bucketOf({ env }: S3Server, settings: Record<string, string> = {}): Bucket {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: account, AWS_SECRET_ACCESS_KEY: account });
  const read = bucketSettings({ ...env, ...settings });
  if (!read) throw new Error("no bucket is set");
  return openBucket(read);
}
