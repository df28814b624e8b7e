import type { Seen } from "./launcher.ts";

/** A part of a folder as it stands, from the folder and from the scheduler. */
export type PartView = {
  /** its result is there, or why there will be none */
  outcome: "done" | "failed" | null;
  /** it was given to the scheduler */
  given: boolean;
  /** what that says of it: null where it knows nothing; "silent" when the scheduler cannot be asked */
  seen: Seen | null | "silent";
  /** for how long its process has shown no sign of life, by this process's own clock, ms */
  silentMs: number;
};

export type Patience = {
  /** a process that runs, says the scheduler, and shows no sign of life, ms */
  silent: number;
  /** a process that the scheduler does not know, and whose last signs may still be on their way, ms */
  gone: number;
};

/** Shared file systems show what others wrote after up to a minute. @param setting $TANDEM_TASK_SILENCE_SECONDS */
export const usualPatience = (setting: string | undefined): Patience => {
  const seconds = Number(setting);
  return { silent: (seconds > 0 ? Math.max(seconds, 10) : 180) * 1000, gone: 10_000 };
};

/**
 * What to do with a part: nothing, give it to the scheduler (again), or take it back first. The scheduler may be down,
 * forget a task, or take one for running whose process is gone: the folder has the last word.
 */
export function nextStep(
  { outcome, given, seen, silentMs }: PartView,
  patience: Patience,
): "none" | "give" | "take back" {
  if (outcome !== null || seen === "silent") return "none";
  if (!given) return "give";
  if (seen === null || seen.state === "ended") return silentMs > patience.gone ? "give" : "none";
  return seen.state === "running" && silentMs > patience.silent ? "take back" : "none";
}
