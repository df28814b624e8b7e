import { hostname } from "node:os";
import type { DataDir } from "#db/data-dir.ts";
import { type Holder, holdDataDir, holderOf } from "#db/data-lock.ts";
import { Expected } from "#lib/expected.ts";
import { codeVersion } from "./code-version.ts";

/** A migration or another command may have the folder alone for a moment, ms. */
const waitMs = 10_000;

/** This process, as the sentence for others names it. @param doing completes "process 12 on host …" */
export const holderNow = (doing: string): Holder => ({
  pid: process.pid,
  host: hostname(),
  version: codeVersion(),
  doing,
});

/**
 * Use the data folder beside the server that may be running, until the process ends or the returned
 * function is called.
 * @throws Expected when that server is another version of Tandem, or somebody needs the folder alone
 */
export function useDataDir(dir: DataDir): () => void {
  const release = holdDataDir(dir, "use", null, waitMs);
  const server = holderOf(dir);
  if (server && server.version !== codeVersion()) {
    release();
    throw new Expected(
      `The data folder ${dir.root} is served by process ${server.pid} on ${server.host}, which is Tandem ${server.version}; this is ${codeVersion()}.`,
    );
  }
  return release;
}
