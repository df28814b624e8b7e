import { expect, test } from "vitest";
import { launchOf, usualLaunch } from "#lib/launching.ts";
import { nextStep } from "#workers/launchers/next-step.ts";
import { readQueue, sbatchArguments, sbatchRefusal, script } from "#workers/launchers/slurm.ts";

const patience = { silent: 180_000, gone: 10_000 };
const part = { outcome: null, given: true, silentMs: 0 } as const;
const running = { state: "running", detail: "n1" } as const;
const ended = { state: "ended", detail: "" } as const;
const waiting = { state: "waiting", detail: "Priority" } as const;

test.each([
  [
    "is done, whatever the scheduler says",
    { ...part, outcome: "done", seen: running, silentMs: 1e9 },
    "none",
  ],
  ["cannot be done", { ...part, outcome: "failed", seen: null, silentMs: 1e9 }, "none"],
  ["was never given", { ...part, given: false, seen: null }, "give"],
  ["waits, however long", { ...part, seen: waiting, silentMs: 1e9 }, "none"],
  ["runs and lives", { ...part, seen: running, silentMs: 170_000 }, "none"],
  [
    "runs, says the scheduler, and its process is dead",
    { ...part, seen: running, silentMs: 181_000 },
    "take back",
  ],
  ["is unknown to the scheduler, and its process lives", { ...part, seen: null, silentMs: 2000 }, "none"],
  ["is unknown, and nobody does it", { ...part, seen: null, silentMs: 11_000 }, "give"],
  [
    "has ended, as the scheduler knows, without an outcome",
    { ...part, seen: ended, silentMs: 11_000 },
    "give",
  ],
  ["has ended a moment ago", { ...part, seen: ended, silentMs: 2000 }, "none"],
  ["is anybody's guess while the scheduler is down", { ...part, seen: "silent", silentMs: 1e9 }, "none"],
  ["waits to be given while the scheduler is down", { ...part, given: false, seen: "silent" }, "none"],
] as const)("a part that %s", (_, view, step) => {
  expect(nextStep(view, patience)).toBe(step);
});

const old = {
  jobs: [
    { name: "tandem-a", array_task_id: 0, array_task_string: "", job_state: "RUNNING", nodes: "n1" },
    { name: "tandem-a", array_task_id: 1, array_task_string: "", job_state: "COMPLETED", nodes: "n2" },
    {
      name: "tandem-a",
      array_task_id: 0,
      array_task_string: "2-3,7%2",
      job_state: "PENDING",
      state_reason: "Resources",
      nodes: "",
    },
    { name: "somebody", array_task_id: 0, array_task_string: "", job_state: "RUNNING", nodes: "n1" },
    { name: "tandem-b", array_task_id: 5, array_task_string: "", job_state: "NODE_FAIL", nodes: "n1" },
  ],
};
/** The same as Slurm 23.11 and later write it. */
const number = (value: number | null) => ({ set: value !== null, infinite: false, number: value ?? 0 });
const late = {
  jobs: old.jobs.map((job) => ({
    ...job,
    job_state: job.job_state === "COMPLETED" ? ["COMPLETED", "COMPLETING"] : [job.job_state],
    array_task_id: number(job.array_task_string === "" ? job.array_task_id : null),
  })),
};

test.each([
  ["22.05", old],
  ["23.11", late],
])("tasks that wait or run, as squeue of %s tells them", (_, listing) => {
  expect([...readQueue(JSON.stringify(listing))]).toEqual([
    ["a/0", { state: "running", detail: "n1" }],
    ["a/2", { state: "waiting", detail: "Resources" }],
    ["a/3", { state: "waiting", detail: "Resources" }],
    ["a/7", { state: "waiting", detail: "Resources" }],
  ]);
});

test("settings become sbatch's own words, a run's before its project's before the installation's", () => {
  const settings = launchOf(
    {
      launcher: "slurm",
      slurm: { queue: "cpu", cores: 8, flags: ["--account=lab"] },
      kubernetes: { queue: "kueue", minutes: 5 },
    },
    { launcher: "slurm", slurm: { queue: "gpu", cards: 2, cardKind: "a100" } },
    { minutes: 90, memory: 32_000 },
  );
  const tasks = [
    { folder: "/shared/it's", part: 0 },
    { folder: "/shared/b", part: 3 },
  ];
  const order = { token: "t", tasks, settings, shared: "/shared" };
  const words = sbatchArguments(order, "/shared/orders/t.sh");
  for (const word of [
    "--array=0-1",
    "--partition=gpu",
    "--gres=gpu:a100:2",
    "--cpus-per-task=8",
    "--mem=32000M",
    "--time=90",
    "--account=lab",
    "--no-requeue",
  ])
    // prettier-ignore
    expect(words).toContain(word);
  expect(words.at(-1)).toBe("/shared/orders/t.sh");
  expect(sbatchArguments({ ...order, settings: usualLaunch }, "x").join(" ")).not.toMatch(
    /--(gres|mem|time|partition)/,
  );
  expect(script(order)).toContain(`job '/shared/it'\\''s' --part 0 --token t`);
  expect(script(order)).toContain("job '/shared/b' --part 3 --token t");
});

const failed = (stderr: string, more: object = {}) =>
  Object.assign(new Error("Command failed"), { stderr, ...more });
test.each([
  ["sbatch: error: Batch job submission failed: Invalid partition name specified\n", "for good"],
  [
    "sbatch: error: invalid partition specified: gpu\nsbatch: error: Batch job submission failed: Invalid partition name specified\n",
    "for good",
  ],
  ["sbatch: error: Invalid generic resource (gres) specification\n", "for good"],
  ["sbatch: unrecognized option '--acount=lab'\nTry \"sbatch --help\" for more information\n", "for good"],
  [
    "sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)\n",
    "for now",
  ],
  ["sbatch: error: Batch job submission failed: Requested node configuration is not available\n", "for now"],
  [
    "sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying\nsbatch: error: Batch job submission failed: Resource temporarily unavailable\n",
    "for now",
  ],
  [
    "sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)\n",
    "unknown",
  ],
  ["sbatch: error: Batch job submission failed: Socket timed out on send/recv operation\n", "unknown"],
] as const)("what sbatch refuses: %s", (stderr, kind) => {
  const refusal = sbatchRefusal(failed(stderr));
  expect(refusal.kind).toBe(kind);
  expect(refusal.why).not.toMatch(/sbatch: |Command|Try/);
});

test("a machine without sbatch, one that hangs and one that says nothing are no reason to give up", () => {
  expect(sbatchRefusal(failed("", { code: "ENOENT" })).kind).toBe("for now");
  expect(sbatchRefusal(failed("", { killed: true })).kind).toBe("unknown");
  expect(sbatchRefusal(failed("")).kind).toBe("unknown");
});
