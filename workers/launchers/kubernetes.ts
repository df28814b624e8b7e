import type { BatchV1Api, V1Job } from "@kubernetes/client-node";
import { jobLine } from "./job-command.ts";
import { apiStatus, refusalOf } from "./kubernetes-refusal.ts";
import {
  type Answer,
  type Launcher,
  type Order,
  type Refusal,
  refusedWhole,
  type Seen,
  type Task,
  taskKey,
} from "./launcher.ts";

/**
 * Kubernetes: a batch/v1 Job for each part, which Kueue admits one by one where it is told a queue. The cluster is
 * that of the kubeconfig, or the one that the worker runs in.
 */

/** Of all Jobs that Tandem made. */
const own = { "app.kubernetes.io/managed-by": "tandem" };
const tokenLabel = "tandem/order";
const indexLabel = "tandem/task";
/** Jobs that have ended go by themselves after, seconds. */
const keptSeconds = 3600;
const usualCards = "nvidia.com/gpu";

const jobName = (token: string, index: number): string => `tandem-${token}-${index}`;

/** In an image that was made with Tandem's Dockerfile. */
const usualCommand = "node /app/workers/tandem.js";

/** The Job that does a task. @param user who owns the shared folder's files, here and in the pod */
export function jobManifest(
  { token, settings }: Pick<Order, "token" | "settings">,
  task: Task,
  index: number,
  user: { uid: number; gid: number },
): V1Job {
  const { namespace, queue, image, cores, memory, cards, cardKind, minutes, claim, mount } = settings;
  const labels = { ...own, [tokenLabel]: token, [indexLabel]: String(index) };
  const resources = {
    cpu: String(cores),
    ...(memory !== null && { memory: `${memory}M` }),
    ...(cards > 0 && { [cardKind === "" ? usualCards : cardKind]: String(cards) }),
  };
  const command = settings.command === "" ? usualCommand : settings.command;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: jobName(token, index),
      namespace,
      labels: { ...labels, ...(queue !== "" && { "kueue.x-k8s.io/queue-name": queue }) },
    },
    spec: {
      // the worker begins a part again, and knows how often
      backoffLimit: 0,
      ttlSecondsAfterFinished: keptSeconds,
      ...(queue !== "" && { suspend: true }), // until Kueue admits it
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: "Never",
          automountServiceAccountToken: false,
          ...(minutes !== null && { activeDeadlineSeconds: 60 * minutes }),
          securityContext: { runAsUser: user.uid, runAsGroup: user.gid },
          containers: [
            {
              name: "tandem",
              image,
              command: ["/bin/sh", "-c", jobLine({ command }, task, token)],
              env: [{ name: "TANDEM_CARDS", value: String(cards) }],
              resources: { requests: resources, limits: resources },
              volumeMounts: [{ name: "shared", mountPath: mount }],
            },
          ],
          volumes: [{ name: "shared", persistentVolumeClaim: { claimName: claim } }],
        },
      },
    },
  };
}

/** What a Job's status says of its task; null: it is being deleted. */
export function seenOf({ spec, status, metadata }: V1Job): Seen | null {
  const ended = status?.conditions?.some(
    ({ type, status: holds }) => holds === "True" && ["Complete", "Failed", "FailureTarget"].includes(type),
  );
  if (metadata?.deletionTimestamp !== undefined) return null;
  // its place under a quota is free again once it is deleted
  if (ended === true) return { state: "ended", detail: "" };
  if (spec?.suspend === true)
    return { state: "waiting", detail: `queue ${metadata?.labels?.["kueue.x-k8s.io/queue-name"] ?? "–"}` };
  return (status?.ready ?? 0) > 0
    ? { state: "running", detail: metadata?.namespace ?? "" }
    : { state: "waiting", detail: "a node" };
}

/** Kubernetes' client is large: it is loaded where there is a cluster. */
async function api(): Promise<BatchV1Api> {
  const { BatchV1Api: Api, KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  config.loadFromDefault();
  return config.makeApiClient(Api);
}

/** Who owns what this process writes. */
const self = { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 };

export const kubernetes: Launcher = {
  id: "kubernetes",
  scheduler: {
    async give(order) {
      try {
        return await make(await api(), order);
      } catch (error) {
        return refusedWhole(order, refusalOf(error)); // there is no cluster to be asked
      }
    },
    async look(given) {
      const client = await api();
      const seen = new Map<string, Seen>();
      const labelSelector = Object.entries(own)
        .map(([name, value]) => `${name}=${value}`)
        .join();
      for (const namespace of new Set(given.map(({ settings }) => settings.namespace))) {
        let next: string | undefined;
        do {
          const page = await client.listNamespacedJob({
            ...{ namespace, labelSelector, limit: 500 },
            ...(next !== undefined && { _continue: next }),
          });
          for (const job of page.items) {
            const { [tokenLabel]: token, [indexLabel]: index } = job.metadata?.labels ?? {};
            const state = seenOf(job);
            if (token !== undefined && state) seen.set(taskKey(token, Number(index)), state);
          }
          next = page.metadata?._continue ?? undefined;
        } while (next);
      }
      return seen;
    },
    async take({ token, settings: { namespace } }, indices) {
      const client = await api();
      for (const index of indices)
        await client
          .deleteNamespacedJob({ namespace, name: jobName(token, index), propagationPolicy: "Background" })
          .catch((error: unknown) => {
            if (apiStatus(error)?.code !== 404) throw error;
          });
    },
  },
};

/** Make a Job for each task, until one is refused: all that follow ask for the same. */
async function make(client: BatchV1Api, order: Order): Promise<Answer> {
  const { namespace } = order.settings;
  const refused = new Map<number, Refusal>();
  for (const [index, task] of order.tasks.entries()) {
    const refusal = await client
      .createNamespacedJob({ namespace, body: jobManifest(order, task, index, self) })
      .then(() => null)
      // its name bears the order's token: what is there already is this very Job
      .catch((error: unknown) => (apiStatus(error)?.reason === "AlreadyExists" ? null : refusalOf(error)));
    if (!refusal) continue;
    refused.set(index, refusal);
    const rest: Refusal = { ...refusal, kind: refusal.kind === "unknown" ? "for now" : refusal.kind };
    for (let after = index + 1; after < order.tasks.length; after++) refused.set(after, rest);
    break;
  }
  return { id: refused.has(0) ? null : order.token, refused };
}
