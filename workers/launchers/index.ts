import type { LauncherId } from "#lib/launching.ts";
import type { Launcher, Scheduler } from "./launcher.ts";
import { kubernetes } from "./kubernetes.ts";
import { local } from "./local.ts";
import { slurm } from "./slurm.ts";

/** Every way to have job folders done. A new one is a new file and a line here. */
const launchers: readonly Launcher[] = [local, slurm, kubernetes];

export function findLauncher(id: LauncherId): Launcher {
  const found = launchers.find((launcher) => launcher.id === id);
  if (!found) throw new Error(`no launcher ${id}`);
  return found;
}

export function schedulerOf(id: LauncherId): Scheduler {
  const { scheduler } = findLauncher(id);
  if (!scheduler) throw new Error(`${id} has no scheduler`);
  return scheduler;
}
