import { type ElsewhereNote, launcherNames } from "#lib/launching.ts";

/** Of a launcher that this version may not know. */
export const launcherWords = (id: string): string =>
  Object.entries(launcherNames).find(([known]) => known === id)?.[1] ?? id;

/** "on Slurm: 2 running (n1, n2), 1 waiting, 3 done" */
export function placeWords({
  launcher,
  waiting,
  running,
  done,
  detail,
  refused,
}: ElsewhereNote["elsewhere"]): string {
  const several = waiting + running + done > 1;
  const where = detail === "" ? "" : ` (${detail})`;
  const parts = [
    ...(running > 0 ? [`${several ? `${running} ` : ""}running${where}`] : []),
    ...(waiting > 0 ? [`${several ? `${waiting} ` : ""}waiting${running > 0 ? "" : where}`] : []),
    ...(done > 0 && several ? [`${done} done`] : []),
  ];
  if (parts.length === 0 && refused !== "") return `not taken by ${launcherNames[launcher]} yet`;
  return `on ${launcherNames[launcher]}: ${parts.length > 0 ? parts.join(", ") : `being handed over${where}`}`;
}

/** Why a scheduler does not take work, in its own words; null while it does. */
export const refusalWords = ({ launcher, refused }: ElsewhereNote["elsewhere"]): string | null =>
  refused === ""
    ? null
    : `${launcherNames[launcher]} takes no more of it for now: ${refused.replace(/\.$/, "")}. It is asked again every few seconds.`;
