import { z } from "zod";
import { launchSettings } from "#lib/launching.ts";

/** Worker → child process. */
export const orders = z.discriminatedUnion("type", [
  z.object({ type: z.literal("run"), jobId: z.int(), data: z.string() }),
  z.object({ type: z.literal("cancel") }),
  /** find out what trains fastest here */
  z.object({ type: z.literal("probe") }),
]);
export type Order = z.output<typeof orders>;

/** Child process → worker. */
export const reports = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("progress"),
    progress: z.number().min(0).max(1),
    note: z.record(z.string(), z.unknown()),
  }),
  z.object({ type: z.literal("finished") }),
  /** the job waits for a folder that others do; the process is free for another job */
  z.object({ type: z.literal("elsewhere"), folder: z.string(), settings: launchSettings }),
  /** another worker has the job */
  z.object({ type: z.literal("lost") }),
  z.object({ type: z.literal("probed"), executor: z.string() }),
  z.object({
    type: z.literal("ended"),
    outcome: z.enum(["retry", "failed", "cancelled"]),
    message: z.string().nullable(),
  }),
]);
export type Report = z.output<typeof reports>;
