import { z } from "zod";
import { lookAtBucket } from "../../bucket-state.ts";
import { checkHealth, diskFree } from "../../health.ts";
import { liveWorkers } from "../../live-workers.ts";
import { route } from "../route.ts";
import { pendingJobs } from "#db/job-queue.ts";
import { storage } from "#db/views/storage.ts";
import { jobStates } from "#lib/domain.ts";
import { storageKinds } from "#lib/storage.ts";

/** How this Tandem does: its processes, and what takes room. */

const ofAll = {
  method: "get",
  tag: "installation",
  action: "read",
  role: "admin",
  everywhere: true,
} as const;

const kindOf = z.enum(storageKinds);

export const systemRoutes = [
  route(
    {
      ...ofAll,
      path: "/system",
      summary: "What is the matter, which workers live, and which jobs wait or run",
      response: z.object({
        status: z.enum(["ok", "degraded", "failing"]),
        reasons: z.array(z.string()).describe("such as no-worker or disk-low"),
        diskFreeBytes: z.number().nullable(),
        workers: z.array(
          z.object({
            ...{ id: z.string(), host: z.string(), pid: z.int() },
            executor: z.string().nullable().describe("what it computes with; null: it is choosing"),
            startedAt: z.int(),
            silentMs: z.number().describe("time without a sign of life"),
          }),
        ),
        jobs: z.array(
          z.object({
            ...{ id: z.int(), kind: z.string(), state: z.enum(jobStates), attempt: z.int() },
            progress: z.number(),
          }),
        ),
      }),
    },
    async ({ db }) => {
      await lookAtBucket(2000);
      const { status, reasons, diskFreeBytes } = checkHealth();
      return { status, reasons, diskFreeBytes, workers: [...liveWorkers()], jobs: pendingJobs(db) };
    },
  ),
  route(
    {
      ...ofAll,
      path: "/storage",
      summary: "What takes room in the data folder, by kind and by project",
      response: z.object({
        freeBytes: z.number().nullable(),
        kinds: z.partialRecord(kindOf, z.object({ bytes: z.number(), files: z.int() })),
        projects: z.array(
          z.object({
            id: z.int().describe("number of the project"),
            bytes: z
              .partialRecord(kindOf, z.number())
              .describe("by kind; what is of no project is not in it"),
          }),
        ),
      }),
    },
    async ({ db, dir }) => {
      const { kinds, projects } = await storage(db, dir);
      return { freeBytes: diskFree(), kinds, projects: [...projects].map(([id, bytes]) => ({ id, bytes })) };
    },
  ),
];
