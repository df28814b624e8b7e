import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Job } from "kubernetes-models/batch/v1";
import { expect, onTestFinished } from "vitest";
import { z } from "zod";

/**
 * What is needed of Kubernetes' API: Jobs are made, if they fit the published schema and the namespace's quota has room,
 * listed page by page, and deleted. It stands in for an API server, which no package brings; its answers were written
 * from the API's reference and from what servers say.
 */

const made = z.looseObject({
  metadata: z.looseObject({ name: z.string(), labels: z.record(z.string(), z.string()) }),
});
type Stored = z.output<typeof made> & { status: object };

export type ApiServer = Awaited<ReturnType<typeof startApiServer>>;

/** As all failures come. */
const statusOf = (code: number, reason: string, message: string) => ({
  ...{ kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure" },
  ...{ message, reason, details: { group: "batch", kind: "jobs" }, code },
});
type Refused = { code: number; reason: string; message: (name: string) => string };

/** Starts one for the namespace "ml", which this process's kubeconfig names until the test has ended. */
export async function startApiServer() {
  const jobs = new Map<string, Stored>();
  const asked: string[] = [];
  const rules: {
    /** as count/jobs.batch; Jobs that have ended count until they are deleted */
    quota: number;
    /** what every new Job is told */
    refuse: Refused | null;
    /** so many times a Job is made and its maker never hears of it */
    lost: number;
  } = { quota: Infinity, refuse: null, lost: 0 };

  const server = createServer((request, response) => {
    const answer = (code: number, value: unknown) => {
      response.writeHead(code, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    const refuse = (code: number, reason: string, message: string) =>
      answer(code, statusOf(code, reason, message));
    const url = new URL(request.url ?? "", "http://localhost");
    const path = /^\/apis\/batch\/v1\/namespaces\/ml\/jobs(?:\/([^/]+))?$/.exec(url.pathname);
    asked.push(request.method ?? "");
    void (async () => {
      if (!path) return refuse(404, "NotFound", "the server could not find the requested resource");
      if (request.method === "POST") {
        const raw: unknown = await json(request);
        new Job(raw as ConstructorParameters<typeof Job>[0]).validate();
        const stored = made.parse(raw);
        const { name } = stored.metadata;
        if (rules.refuse) return refuse(rules.refuse.code, rules.refuse.reason, rules.refuse.message(name));
        if (jobs.has(name)) return refuse(409, "AlreadyExists", `jobs.batch "${name}" already exists`);
        if (jobs.size >= rules.quota)
          return refuse(
            ...([403, "Forbidden"] as const),
            `jobs.batch "${name}" is forbidden: exceeded quota: tandem, requested: count/jobs.batch=1, used: count/jobs.batch=${jobs.size}, limited: count/jobs.batch=${rules.quota}`,
          );
        jobs.set(name, { ...stored, status: { active: 1, ready: 1 } });
        if (rules.lost > 0) {
          rules.lost--;
          return request.socket.destroy();
        }
        return answer(201, stored);
      }
      if (request.method === "DELETE") {
        const name = path[1] ?? "";
        if (!jobs.delete(name)) return refuse(404, "NotFound", `jobs.batch "${name}" not found`);
        return answer(200, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" });
      }
      expect(url.searchParams.get("labelSelector")).toBe("app.kubernetes.io/managed-by=tandem");
      const from = Number(url.searchParams.get("continue") ?? 0);
      const all = [...jobs.values()];
      const items = all.slice(from, from + 2);
      const next = from + 2 < all.length ? { continue: String(from + 2) } : {};
      answer(200, { apiVersion: "batch/v1", kind: "JobList", metadata: next, items });
    })().catch((error: unknown) => refuse(422, "Invalid", String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  const restore = pointTo(`http://127.0.0.1:${address.port}`);
  onTestFinished(() => {
    restore();
    close();
  });
  return {
    jobs,
    rules,
    close,
    /** the part and the order of each Job that there is, by its labels */
    tasks: () =>
      Array.from(
        jobs.values(),
        ({ metadata: { labels } }) => `${labels["tandem/order"]}/${labels["tandem/task"]}`,
      ),
    /** how often it was asked so */
    count: (method: string) => asked.filter((one) => one === method).length,
    /** A Job's pod has ended. */
    end: (name: string, type: "Complete" | "Failed") => {
      const job = jobs.get(name) ?? expect.unreachable(`no Job ${name}`);
      job.status = { conditions: [{ type, status: "True" }] };
    },
  };
}

/** @returns what puts the kubeconfig back */
function pointTo(server: string): () => void {
  const folder = mkdtempSync(join(tmpdir(), "tandem-kube-"));
  const config = join(folder, "config");
  writeFileSync(
    config,
    JSON.stringify({
      ...{ apiVersion: "v1", kind: "Config", "current-context": "here" },
      clusters: [{ name: "here", cluster: { server, "insecure-skip-tls-verify": true } }],
      users: [{ name: "me", user: {} }],
      contexts: [{ name: "here", context: { cluster: "here", user: "me" } }],
    }),
  );
  const before = process.env.KUBECONFIG;
  process.env.KUBECONFIG = config;
  return () => {
    if (before === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = before;
    rmSync(folder, { recursive: true, force: true });
  };
}
