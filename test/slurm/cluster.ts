import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Slurm itself, controller and nodes on this host, in a folder of their own: no systemd, no munge, no cgroups. Debian
 * has it as slurm-wlm; its daemons want to be root.
 */

const daemon = (name: string): string => `/usr/sbin/${name}`;

/** Why it cannot be tried here; null where it can. */
export function slurmMissing(): string | null {
  if (process.platform !== "linux") return "Slurm is for Linux.";
  if (!["slurmctld", "slurmd"].every((name) => existsSync(daemon(name))))
    return "Slurm is not installed: apt-get install slurm-wlm.";
  return process.getuid?.() === 0 ? null : "Slurm's daemons want to be root.";
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

const configuration = (folder: string, ports: readonly number[], nodes: readonly string[]): string => {
  const host = hostname().split(".")[0] ?? "localhost";
  return `
ClusterName=tandem
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${ports[0]}
AuthType=auth/none
CredType=cred/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SlurmUser=root
SlurmdUser=root
ReturnToService=2
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool-%n
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd-%n.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd-%n.log
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdTimeout=20
KillWait=2
${nodes.map((node, n) => `NodeName=${node} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${ports[n + 1]} CPUs=2 State=UNKNOWN`).join("\n")}
PartitionName=main Nodes=${nodes.join(",")} Default=YES MaxTime=INFINITE State=UP
`;
};

/** A process of the cluster or of its jobs. */
type Process = { pid: number; command: string };

export type Cluster = Awaited<ReturnType<typeof startCluster>>;

export async function startCluster(folder: string, nodes: readonly string[] = ["n1", "n2"]) {
  mkdirSync(join(folder, "state"), { recursive: true });
  const conf = join(folder, "slurm.conf");
  const ports = await Promise.all(Array.from({ length: 1 + nodes.length }, freePort));
  writeFileSync(conf, configuration(folder, ports, nodes));
  const env = { ...process.env, SLURM_CONF: conf };
  const running = new Map<string, ChildProcess>();
  const start = (name: string, args: string[]) => {
    const log = openSync(join(folder, `${name}.out`), "a");
    running.set(
      name,
      spawn(daemon(args[0] ?? ""), args.slice(1), { env, stdio: ["ignore", log, log], detached: true }),
    );
  };
  const startController = (fresh = false) =>
    start("slurmctld", ["slurmctld", "-D", ...(fresh ? ["-c"] : [])]);
  const startNode = (node: string) => start(node, ["slurmd", "-D", "-N", node]);
  const command = (name: string, ...args: string[]): string =>
    execFileSync(name, args, { env, encoding: "utf8" });

  /** What belongs to this cluster, and to no other on this host, by its environment. */
  function processes(node?: string): Process[] {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        try {
          const environment = readFileSync(`/proc/${name}/environ`, "utf8");
          const there = node === undefined || environment.includes(`SLURMD_NODENAME=${node}\0`);
          const own = there && environment.includes(`SLURM_CONF=${conf}\0`);
          const words = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0").join(" ");
          return own ? [{ pid: Number(name), command: words }] : [];
        } catch {
          return []; // it is gone
        }
      });
  }

  const kill = (wanted: RegExp, node?: string): number => {
    const found = processes(node).filter(
      ({ pid, command: words }) => pid !== process.pid && wanted.test(words),
    );
    for (const { pid } of found) process.kill(pid, "SIGKILL");
    return found.length;
  };

  startController(true);
  for (const node of nodes) startNode(node);
  for (let tries = 0; ; tries++) {
    await sleep(250);
    if (idle() === nodes.length) break;
    if (tries > 240)
      throw new Error(
        `the nodes do not come up: ${readFileSync(join(folder, "slurmctld.log"), "utf8").slice(-1000)}`,
      );
  }
  function idle(): number {
    try {
      return command("sinfo", "--noheader", "--Node", "--format=%t")
        .split("\n")
        .filter((state) => state === "idle").length;
    } catch {
      return 0;
    }
  }

  return {
    env,
    conf,
    command,
    /** kill -9 of all processes whose command line fits. @param node only tasks on this one. @returns how many */
    kill,
    startController,
    startNode,
    /** Let a node that is drained or down take tasks again; one that does so already may say no. */
    resume: (node: string): void => {
      try {
        command("scontrol", "update", `NodeName=${node}`, "State=RESUME");
      } catch {
        // it was up
      }
    },
    /** Tandem's tasks that Slurm says are waiting or running. */
    tasks: (): number => command("squeue", "--noheader", "--array").split("\n").filter(Boolean).length,
    stop: () => {
      kill(/job .*--token/);
      kill(/slurmstepd/);
      for (const child of running.values()) if (child.exitCode === null) child.kill("SIGKILL");
      kill(/\/usr\/sbin\/slurm/);
    },
  };
}
