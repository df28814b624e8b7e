import { execFileSync } from "node:child_process";

/** The web process of a running Tandem. @param pid of `npm start` */
export function webProcessOf(pid: number): number {
  const lines = execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(pid)], { encoding: "utf8" });
  const web = lines.split("\n").find((line) => line.includes("next") || line.includes("web.ts"));
  const found = Number(web?.trim().split(/\s+/, 1)[0]);
  if (!Number.isInteger(found)) throw new Error(`no web process among:\n${lines}`);
  return found;
}
