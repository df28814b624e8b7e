import type { Tone } from "../../../../_ui/badge.tsx";
import type { RunState } from "#lib/domain.ts";

export const stateTones: Record<RunState, Tone> = {
  queued: "neutral",
  running: "machine",
  finished: "neutral",
  failed: "danger",
  cancelled: "neutral",
};
