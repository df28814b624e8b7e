import type { Launcher } from "./launcher.ts";

/** The worker's own machine: the process that prepared the job does it, and nothing else at the same time. */
export const local: Launcher = { id: "local", scheduler: null };
