import { createServer, type IncomingMessage, type Server } from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Job } from "kubernetes-models/batch/v1";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { type LaunchSettings, usualLaunch } from "#lib/launching.ts";
import { jobManifest, kubernetes, seenOf } from "#workers/launchers/kubernetes.ts";

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
  ["is done", { status: status("Complete") }, undefined],
  ["has failed", { status: status("Failed") }, undefined],
  ["is being deleted", { metadata: { deletionTimestamp: new Date(0) }, status: { ready: 1 } }, undefined],
] as const)("a Job that %s", (_, job, state) => {
  const template = { spec: { containers: [] } };
  const whole = JSON.parse(
    JSON.stringify({ ...job, spec: { template, ...("spec" in job && job.spec) } }),
  ) as Parameters<typeof seenOf>[0];
  expect(seenOf(whole)?.state).toBe(state);
});

type Stored = { metadata: { name: string; labels: Record<string, string> } };

/**
 * What is needed of the API: Jobs are made, if they fit the published schema, listed page by page, and deleted. It
 * stands in for an API server, which no package brings; it was written from the API's reference.
 */
async function standIn(): Promise<{ server: Server; jobs: Map<string, Stored>; port: number }> {
  const jobs = new Map<string, Stored>();
  const body = async (request: IncomingMessage): Promise<unknown> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    return JSON.parse(Buffer.concat(parts).toString());
  };
  const server = createServer((request, response) => {
    const answer = (code: number, value: unknown) => {
      response.writeHead(code, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    const url = new URL(request.url ?? "", "http://localhost");
    const path = /^\/apis\/batch\/v1\/namespaces\/ml\/jobs(?:\/([^/]+))?$/.exec(url.pathname);
    void (async () => {
      if (!path) return answer(404, { kind: "Status", code: 404 });
      if (request.method === "POST") {
        const made = await body(request);
        new Job(made as ConstructorParameters<typeof Job>[0]).validate();
        const stored = z
          .looseObject({
            metadata: z.looseObject({ name: z.string(), labels: z.record(z.string(), z.string()) }),
          })
          .parse(made);
        if (jobs.has(stored.metadata.name)) return answer(409, { kind: "Status", code: 409 });
        jobs.set(stored.metadata.name, { ...stored, status: { active: 1, ready: 1 } } as Stored);
        return answer(201, stored);
      }
      if (request.method === "DELETE") {
        const gone = jobs.delete(path[1] ?? "");
        return answer(gone ? 200 : 404, { kind: "Status", code: gone ? 200 : 404 });
      }
      expect(url.searchParams.get("labelSelector")).toBe("app.kubernetes.io/managed-by=tandem");
      const from = Number(url.searchParams.get("continue") ?? 0);
      const all = [...jobs.values()];
      const items = all.slice(from, from + 2);
      const next = from + 2 < all.length ? { continue: String(from + 2) } : {};
      answer(200, { apiVersion: "batch/v1", kind: "JobList", metadata: next, items });
    })().catch((error: unknown) => answer(422, { kind: "Status", code: 422, message: String(error) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, jobs, port: address.port };
}

test("orders are given, seen page by page, and taken back; what is gone is no error, who does not answer is", async () => {
  const { server, jobs, port } = await standIn();
  const folder = mkdtempSync(join(tmpdir(), "tandem-kube-"));
  const config = join(folder, "config");
  writeFileSync(
    config,
    JSON.stringify({
      ...{ apiVersion: "v1", kind: "Config", "current-context": "here" },
      clusters: [
        { name: "here", cluster: { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true } },
      ],
      users: [{ name: "me", user: {} }],
      contexts: [{ name: "here", context: { cluster: "here", user: "me" } }],
    }),
  );
  const before = process.env.KUBECONFIG;
  process.env.KUBECONFIG = config;
  onTestFinished(() => {
    if (before === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = before;
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  });
  const scheduler = kubernetes.scheduler!;
  const tasks = Array.from({ length: 5 }, (_, part) => ({ ...task, part }));
  const id = await scheduler.give({ ...order, tasks, shared: "/shared" });
  expect(jobs.size).toBe(5);
  const given = { token: order.token, id, settings };
  expect([...(await scheduler.look([given])).keys()].sort()).toEqual(
    [0, 1, 2, 3, 4].map((n) => `${order.token}/${n}`),
  );
  await scheduler.take(given, [1, 3, 9]);
  expect([...(await scheduler.look([given])).keys()].sort()).toEqual(
    [0, 2, 4].map((n) => `${order.token}/${n}`),
  );
  await expect(scheduler.give({ ...order, settings: usualLaunch, tasks, shared: "/shared" })).rejects.toThrow(
    "image",
  );
  server.close();
  server.closeAllConnections();
  await expect(scheduler.look([given])).rejects.toThrow();
}, 60_000);
