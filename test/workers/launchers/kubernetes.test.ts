import { Job } from "kubernetes-models/batch/v1";
import { beforeAll, expect, test } from "vitest";
import { type LaunchSettings, usualLaunch } from "#lib/launching.ts";
import { jobManifest, kubernetes, seenOf } from "#workers/launchers/kubernetes.ts";
import { startApiServer } from "./api-server.ts";

beforeAll(() => import("@kubernetes/client-node"), 300_000); // large: no test waits for it

const settings: LaunchSettings = {
  ...usualLaunch,
  launcher: "kubernetes",
  image: "registry.lab/tandem:1",
  claim: "tandem-shared",
  mount: "/shared",
  namespace: "ml",
};
const task = { folder: "/shared/jobs/1-x-train", part: 2 };
const order = { token: "0b5e8f5e-3f4c-4a69-9a93-6f0e7c0a1d11", settings };
const user = { uid: 1000, gid: 1000 };

test.each([
  ["the least", settings],
  ["a queue of Kueue", { ...settings, queue: "gpu-queue" }],
  ["cards, memory and a limit", { ...settings, cards: 2, memory: 64_000, minutes: 90 }],
  ["cards of another make", { ...settings, cards: 1, cardKind: "amd.com/gpu" }],
])("a Job with %s fits the schema that Kubernetes publishes", (_, wanted) => {
  const made = jobManifest({ ...order, settings: wanted }, task, 0, user);
  new Job(JSON.parse(JSON.stringify(made)) as ConstructorParameters<typeof Job>[0]).validate();
  expect(made.spec?.suspend).toBe(wanted.queue === "" ? undefined : true);
  expect(made.metadata?.labels?.["kueue.x-k8s.io/queue-name"]).toBe(wanted.queue || undefined);
});

test("the schema finds fault with what does not fit", () => {
  const made = jobManifest(order, task, 0, user);
  const wrong = { ...made, spec: { ...made.spec, backoffLimit: "none" } };
  expect(() =>
    new Job(JSON.parse(JSON.stringify(wrong)) as ConstructorParameters<typeof Job>[0]).validate(),
  ).toThrow();
});

test("a Job asks for its cards and its time, and does its part with its pass", () => {
  const made = jobManifest({ ...order, settings: { ...settings, cards: 2, minutes: 90 } }, task, 3, user);
  const pod = made.spec?.template.spec;
  expect(pod).toMatchObject({ activeDeadlineSeconds: 5400, restartPolicy: "Never" });
  expect(pod?.containers[0]?.resources?.limits).toMatchObject({ "nvidia.com/gpu": "2", cpu: "2" });
  expect(pod?.containers[0]?.command?.[2]).toContain(`job '${task.folder}' --part 2 --token ${order.token}`);
});

const status = (type: string) => ({ conditions: [{ type, status: "True" }] });
test.each([
  ["waits for Kueue", { spec: { suspend: true } }, "waiting"],
  ["waits for a node", { status: { active: 1, ready: 0 } }, "waiting"],
  ["runs", { status: { active: 1, ready: 1 } }, "running"],
  ["is done", { status: status("Complete") }, "ended"],
  ["has failed", { status: status("Failed") }, "ended"],
  ["is being deleted", { metadata: { deletionTimestamp: new Date(0) }, status: { ready: 1 } }, undefined],
] as const)("a Job that %s", (_, job, state) => {
  const template = { spec: { containers: [] } };
  const whole = JSON.parse(
    JSON.stringify({ ...job, spec: { template, ...("spec" in job && job.spec) } }),
  ) as Parameters<typeof seenOf>[0];
  expect(seenOf(whole)?.state).toBe(state);
});

const scheduler = () => kubernetes.scheduler ?? expect.unreachable("no scheduler");
const orderOf = (n: number, more: Partial<LaunchSettings> = {}) => ({
  ...order,
  settings: { ...settings, ...more },
  tasks: Array.from({ length: n }, (_, part) => ({ ...task, part })),
  shared: "/shared",
});
const keys = (...indices: number[]) => indices.map((n) => `${order.token}/${n}`);

test("orders are given, seen page by page, and taken back; what is gone is no error, who does not answer is", async () => {
  const server = await startApiServer();
  const { id, refused } = await scheduler().give(orderOf(5));
  expect([refused.size, server.jobs.size]).toEqual([0, 5]);
  const given = { token: order.token, id, settings };
  const seen = async () => [...(await scheduler().look([given])).keys()].sort();
  expect(await seen()).toEqual(keys(0, 1, 2, 3, 4));
  await scheduler().take(given, [1, 3, 9]);
  expect(await seen()).toEqual(keys(0, 2, 4));
  server.close();
  await expect(scheduler().look([given])).rejects.toThrow();
  expect((await scheduler().give(orderOf(2))).refused.get(0)).toMatchObject({ kind: "unknown" });
}, 60_000);

test("a quota leaves what it admits, and says what it does not in its own words; the same order again takes no place twice", async () => {
  const server = await startApiServer();
  server.rules.quota = 3;
  const answer = await scheduler().give(orderOf(5));
  expect([...answer.refused]).toEqual(
    [3, 4].map((index) => [
      index,
      {
        kind: "for now",
        why: "exceeded quota: tandem, requested: count/jobs.batch=1, used: count/jobs.batch=3, limited: count/jobs.batch=3",
      },
    ]),
  );
  expect([server.tasks(), server.count("POST")]).toEqual([keys(0, 1, 2), 4]);
  server.rules.quota = 4;
  expect([...(await scheduler().give(orderOf(5))).refused.keys()]).toEqual([4]);
  expect(server.tasks()).toEqual(keys(0, 1, 2, 3));
}, 60_000);

test("a Job whose maker heard nothing is found by its name when the order is given again", async () => {
  const server = await startApiServer();
  server.rules.lost = 1;
  const first = await scheduler().give(orderOf(2));
  expect([first.id, ...Array.from(first.refused.values(), ({ kind }) => kind)]).toEqual([
    null,
    "unknown",
    "for now",
  ]);
  expect((await scheduler().give(orderOf(2))).refused.size).toBe(0);
  expect(server.tasks()).toEqual(keys(0, 1));
}, 60_000);

test.each([
  [
    422,
    "Invalid",
    'Job.batch "NAME" is invalid: spec.template: Required value',
    "for good",
    "spec.template: Required value",
  ],
  [404, "NotFound", 'namespaces "ml" not found', "for good", 'namespaces "ml" not found'],
  [
    ...([403, "Forbidden"] as const),
    'jobs.batch is forbidden: User "worker" cannot create resource "jobs" in API group "batch" in the namespace "ml"',
    "for good",
    'jobs.batch is forbidden: User "worker" cannot create resource "jobs" in API group "batch" in the namespace "ml"',
  ],
  [
    ...([403, "Forbidden"] as const),
    'jobs.batch "NAME" is forbidden: status unknown for quota: tandem, resources: count/jobs.batch',
    ...(["for now", "status unknown for quota: tandem, resources: count/jobs.batch"] as const),
  ],
  [
    ...([409, "Conflict"] as const),
    'Operation cannot be fulfilled on resourcequotas "tandem": the object has been modified',
    "for now",
    'Operation cannot be fulfilled on resourcequotas "tandem": the object has been modified',
  ],
  [
    429,
    "TooManyRequests",
    "Too many requests, please try again later.",
    "for now",
    "Too many requests, please try again later.",
  ],
  [500, "InternalError", "etcdserver: request timed out", "unknown", "etcdserver: request timed out"],
] as const)(
  "%i %s: %s",
  async (code, reason, message, kind, why) => {
    const server = await startApiServer();
    server.rules.refuse = { code, reason, message: (name) => message.replace("NAME", name) };
    const { id, refused } = await scheduler().give(orderOf(3));
    expect([id, refused.get(0), refused.size, server.count("POST")]).toEqual([null, { kind, why }, 3, 1]);
  },
  60_000,
);
