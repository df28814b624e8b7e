import type { LiveState } from "../../_ui/use-live.ts";

const says: Record<LiveState, string> = {
  live: "Live",
  connecting: "Connecting…",
  polling: "Live, every 2 s",
  reconnecting: "Reconnecting…",
};

/** Whether the numbers are up to date. */
export const LiveDot = ({ state }: { state: LiveState }) => (
  <span className="flex items-center gap-2" role="status">
    <span
      aria-hidden
      className={`size-2 rounded-full ${
        state === "live" || state === "polling" ? "bg-accent" : "animate-pulse bg-warning"
      }`}
    />
    {says[state]}
  </span>
);
