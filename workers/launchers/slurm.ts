import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { errorCode } from "#lib/error-code.ts";
import { jobLine } from "./job-command.ts";
import {
  type Given,
  type Launcher,
  type Order,
  type Refusal,
  refusedWhole,
  type Seen,
  taskKey,
} from "./launcher.ts";

/**
 * Slurm, by its own commands: an order is an array, a part a task of it. Tried with 22.05; 23.11 and later write some
 * fields otherwise, and are read too.
 */

const run = promisify(execFile);
/** A controller that does not answer is waited for by Slurm's own MessageTimeout; this is for one that hangs, ms. */
const patience = 60_000;

/** What sbatch hands on to the job. Secrets of the installation are not on the list. */
const handedOn = ["HOME", "LANG", "LD_LIBRARY_PATH", "LOGNAME", "PATH", "SLURM_CONF", "TMPDIR", "TZ", "USER"];
function environment(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of Object.keys(env)) if (!handedOn.includes(name)) delete env[name];
  return env;
}

const command = async (name: string, args: readonly string[]): Promise<string> =>
  (await run(name, args, { env: environment(), timeout: patience, maxBuffer: 2 ** 28 })).stdout;

const jobName = (token: string): string => `tandem-${token}`;

/** @returns the script of an order, which Slurm keeps a copy of */
export function script({ tasks, token, settings }: Order): string {
  const cases = tasks.map((task, index) => `${index}) ${jobLine(settings, task, token)} ;;`);
  return [
    "#!/bin/sh",
    "# Parts of Tandem's job folders; each task of the array does one.",
    'case "$SLURM_ARRAY_TASK_ID" in',
    ...cases,
    "esac",
    "",
  ].join("\n");
}

/** @param path of the script */
export function sbatchArguments({ tasks, token, settings, shared }: Order, path: string): string[] {
  const { queue, cards, cardKind, cores, memory, minutes, flags } = settings;
  return [
    "--parsable",
    `--job-name=${jobName(token)}`,
    `--array=0-${tasks.length - 1}`,
    `--chdir=${shared}`,
    `--output=${join(ordersFolder(shared), `${token}-%a.txt`)}`,
    "--export=ALL",
    // the worker begins it again, and knows how often
    "--no-requeue",
    "--ntasks=1",
    `--cpus-per-task=${cores}`,
    ...(queue === "" ? [] : [`--partition=${queue}`]),
    ...(cards === 0 ? [] : [`--gres=gpu:${cardKind === "" ? "" : `${cardKind}:`}${cards}`]),
    ...(memory === null ? [] : [`--mem=${memory}M`]),
    ...(minutes === null ? [] : [`--time=${minutes}`]),
    ...flags,
    path,
  ];
}

/** Scripts of orders, and what Slurm itself had to say. */
export const ordersFolder = (shared: string): string => join(shared, "orders");

/** A number, or how later versions write one. */
const number = z.union([
  z.number(),
  z.object({ set: z.boolean(), number: z.number() }).transform(({ set, number }) => (set ? number : null)),
  z.null(),
]);
const listing = z.object({
  jobs: z.array(
    z.object({
      name: z.string().nullish(),
      array_task_id: number.nullish(),
      /** of tasks that wait together: "2-5,7%3" */
      array_task_string: z.string().nullish(),
      job_state: z.union([z.string(), z.array(z.string())]),
      state_reason: z.string().nullish(),
      nodes: z.string().nullish(),
    }),
  ),
});

const waiting = ["PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD", "RESV_DEL_HOLD"];
const running = ["RUNNING", "SUSPENDED", "STOPPED", "SIGNALING", "STAGE_OUT", "RESIZING"];

/** @param text what `squeue --json` says. @returns by taskKey, Tandem's tasks that wait or run */
export function readQueue(text: string): Map<string, Seen> {
  const seen = new Map<string, Seen>();
  for (const job of listing.parse(JSON.parse(text)).jobs) {
    const token = /^tandem-(.+)$/.exec(job.name ?? "")?.[1];
    const states = [job.job_state].flat();
    const state = states.some((one) => waiting.includes(one))
      ? "waiting"
      : states.some((one) => running.includes(one))
        ? "running"
        : null;
    // one that ends on a node that does not answer is not doing anything any more
    if (token === undefined || state === null || states.includes("COMPLETING")) continue;
    const detail = (state === "running" ? job.nodes : job.state_reason) ?? "";
    for (const index of indicesOf(job.array_task_string, job.array_task_id))
      seen.set(taskKey(token, index), { state, detail });
  }
  return seen;
}

/** @param text such as "0,2-5%3" */
function indicesOf(text: string | null | undefined, one: number | null | undefined): number[] {
  if (!text) return typeof one === "number" ? [one] : [];
  return text
    .replace(/%.*/, "")
    .split(",")
    .flatMap((range) => {
      const [from = NaN, to = from] = range.split("-").map(Number);
      return Array.from({ length: Math.max(0, to - from + 1) || 0 }, (_, place) => from + place);
    });
}

/** What Slurm says of an order that it would never take, in the words of its slurm_errno.c and its options. */
const never = [
  /invalid (partition|account|qos|generic resource|feature|license|wckey|trackable)/i,
  /unrecognized option|invalid option|invalid .* specification|invalid argument/i,
  /group not permitted|more processors requested than permitted|time limit is invalid/i,
  /memory specification can not be satisfied/i,
];
/** The controller may have heard the question, and its answer may be lost. */
const noAnswer = /unable to contact|timed out|communication|connect/i;
const sbatchFailure = z.object({ stderr: z.string(), killed: z.boolean().optional() });

/** @param error of running sbatch */
export function sbatchRefusal(error: unknown): Refusal {
  const { stderr = "", killed = false } = sbatchFailure.safeParse(error).data ?? {};
  const lines = stderr
    .split("\n")
    .map((line) => line.replace(/^sbatch: ((error|fatal): )?/, "").trim())
    .filter((line) => line !== "" && !line.startsWith("Try "));
  if (killed) return { why: `It did not answer for ${patience / 1000} seconds.`, kind: "unknown" };
  const why = lines.at(-1) ?? (error instanceof Error ? error.message : String(error));
  if (noAnswer.test(why)) return { why, kind: "unknown" };
  if (errorCode(error) === "ENOENT") return { why: "The worker’s machine has no sbatch.", kind: "for now" };
  if (lines.length === 0) return { why, kind: "unknown" };
  return {
    why,
    kind: lines.some((line) => never.some((words) => words.test(line))) ? "for good" : "for now",
  };
}

export const slurm: Launcher = {
  id: "slurm",
  scheduler: {
    async give(order) {
      await mkdir(ordersFolder(order.shared), { recursive: true });
      const path = join(ordersFolder(order.shared), `${order.token}.sh`);
      await writeFile(path, script(order));
      try {
        const answer = await command("sbatch", sbatchArguments(order, path));
        // "12", or with a cluster's name "12;cluster"
        const id = /^(\d+)(;|$)/.exec(answer.trim())?.[1];
        if (id !== undefined) return { id, refused: new Map() };
        return refusedWhole(order, { why: `sbatch answered “${answer.trim()}”.`, kind: "unknown" });
      } catch (error) {
        return refusedWhole(order, sbatchRefusal(error));
      }
    },
    async look() {
      return readQueue(await command("squeue", ["--json"]));
    },
    async take({ token, id }: Given, indices) {
      const tasks = id === null ? [`--name=${jobName(token)}`] : indices.map((index) => `${id}_${index}`);
      if (tasks.length > 0) await command("scancel", ["--quiet", ...tasks]);
    },
  },
};
