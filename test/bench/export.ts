/**
 * A project in each format, by the command: time, size, and the most memory that the process had at any moment.
 *   node test/bench/large-dataset.ts <folder> 50000 50000
 *   node test/bench/export.ts <folder> [format …] [--project SLUG]
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { exportFormats } from "#lib/formats/exports/index.ts";
import { benchSlug } from "./large-dataset.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { project: { type: "string", default: benchSlug } },
});
const [folder, ...wanted] = positionals;
if (folder === undefined) throw new Error("usage: node test/bench/export.ts <data folder> [format …]");

type Used = { memory: number; processor: number };
/** The most that a process had in memory so far, MB, and its processor time, s (Linux); null once it has ended. */
function usedBy(pid: number | undefined): Used | null {
  try {
    const kb = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    // user and system, at a hundred ticks a second
    const processor = (Number(stat[11]) + Number(stat[12])) / 100;
    return kb === undefined ? null : { memory: Number(kb) / 1024, processor };
  } catch {
    return null;
  }
}

function exported(format: string, out: string): Promise<Used & { seconds: number }> {
  const began = performance.now();
  const args = ["workers/tandem.js", "export", "--project", values.project, "--format", format, "--out", out];
  const env = { ...process.env, TANDEM_DATA: folder };
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "inherit"] });
  let used: Used = { memory: 0, processor: 0 };
  const looking = setInterval(() => (used = usedBy(child.pid) ?? used), 50);
  return new Promise((resolve, reject) =>
    child.on("exit", (code) => {
      clearInterval(looking);
      if (code === 0) resolve({ seconds: (performance.now() - began) / 1000, ...used });
      else reject(new Error(`${format} ended with code ${code}`));
    }),
  );
}

for (const { id, extension } of exportFormats) {
  if (wanted.length > 0 && !wanted.includes(id)) continue;
  const to = mkdtempSync(join(tmpdir(), "tandem-bench-export-"));
  try {
    const { seconds, memory, processor } = await exported(id, join(to, `out.${extension}`));
    const bytes = readdirSync(to).reduce((sum, name) => sum + statSync(join(to, name)).size, 0);
    console.log(
      `${id.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s, ${processor.toFixed(1)} s of processor time, ${(bytes / 1e6).toFixed(1)} MB written, ${memory.toFixed(0)} MB in memory at most; load ${loadavg()[0]?.toFixed(1)}`,
    );
  } finally {
    rmSync(to, { recursive: true, force: true });
  }
}
