/**
 * A large project as CSV, downloaded from the real server: time, and the memory of the web process meanwhile.
 *   node test/bench/large-dataset.ts <folder> 1000000 500000
 *   node test/bench/export.ts <folder> [port]
 */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { benchSlug } from "./large-dataset.ts";
import { signIn, startServer } from "./server.ts";

const [folder, port = "3198"] = process.argv.slice(2);
if (folder === undefined)
  throw new Error("usage: node test/bench/export.ts <folder of large-dataset.ts> [port]");

const statOf = (pid: string | number) =>
  readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];

/** A process and all that it started (Linux). */
function family(pid: number): number[] {
  const children = readdirSync("/proc").filter((entry) => {
    try {
      return /^\d+$/.test(entry) && statOf(entry)[1] === String(pid);
    } catch {
      return false; // ended meanwhile
    }
  });
  return [pid, ...children.flatMap((child) => family(Number(child)))];
}
const residentMb = (pid: number): number =>
  family(pid)
    .map((each) => /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${each}/status`, "utf8"))?.[1])
    .reduce((sum, kb) => sum + Number(kb ?? 0) / 1024, 0);
/** User and system, at a hundred ticks a second. */
const processorSeconds = (pid: number): number =>
  family(pid)
    .map(statOf)
    .reduce((sum, stat) => sum + (Number(stat[11]) + Number(stat[12])) / 100, 0);

const { origin, pid, stop } = await startServer(folder, Number(port));
try {
  const cookie = await signIn(origin, "admin");
  const health = async () => {
    const began = performance.now();
    await fetch(`${origin}/api/health`).then((response) => response.text());
    return performance.now() - began;
  };
  await health();
  await sleep(20_000); // the worker's self-test of the training engine is over
  console.log(`before: ${residentMb(pid).toFixed(0)} MB (supervisor, web and worker)`);
  const [began, busy] = [performance.now(), processorSeconds(pid)];
  const response = await fetch(`${origin}/api/export/${benchSlug}?format=csv`, { headers: { cookie } });
  let [bytes, lines, said, slowest] = [0, 0, 0, 0];
  let asking: Promise<void> | null = null;
  for await (const chunk of response.body ?? []) {
    const piece = chunk as Uint8Array;
    bytes += piece.length;
    for (const byte of piece) if (byte === 10) lines++;
    asking ??= health().then((ms) => {
      slowest = Math.max(slowest, ms);
      asking = null;
    });
    if (bytes / 1024 ** 2 < said) continue;
    said += 64;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(
      `${(bytes / 1024 ** 2).toFixed(0).padStart(5)} MB after ${seconds} s: ${residentMb(pid).toFixed(0)} MB resident`,
    );
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  await asking;
  console.log(
    `${response.headers.get("content-type") ?? ""}: ${lines} lines, ${(bytes / 1024 ** 2).toFixed(0)} MB in ${seconds} s, ${(processorSeconds(pid) - busy).toFixed(1)} s of processor time; ${residentMb(pid).toFixed(0)} MB resident; another request took ${slowest.toFixed(0)} ms at most`,
  );
} finally {
  await stop();
}
