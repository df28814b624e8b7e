import type { ElsewhereNote, LauncherId } from "#lib/launching.ts";

/** What people call the ways to have trainings done. */
export const launcherNames: Readonly<Record<LauncherId, string>> = {
  local: "this machine",
  slurm: "Slurm",
  kubernetes: "Kubernetes",
};

/** Of a launcher that this version may not know. */
export const launcherWords = (id: string): string =>
  Object.entries(launcherNames).find(([known]) => known === id)?.[1] ?? id;

/** "on Slurm: 2 running (n1, n2), 1 waiting, 3 done" */
export function placeWords({ launcher, waiting, running, done, detail }: ElsewhereNote["elsewhere"]): string {
  const several = waiting + running + done > 1;
  const where = detail === "" ? "" : ` (${detail})`;
  const parts = [
    ...(running > 0 ? [`${several ? `${running} ` : ""}running${where}`] : []),
    ...(waiting > 0 ? [`${several ? `${waiting} ` : ""}waiting${running > 0 ? "" : where}`] : []),
    ...(done > 0 && several ? [`${done} done`] : []),
  ];
  return `on ${launcherNames[launcher]}: ${parts.length > 0 ? parts.join(", ") : `being handed over${where}`}`;
}
