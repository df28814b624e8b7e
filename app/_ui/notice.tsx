import type { ReactNode } from "react";

const tones = {
  info: "border-line bg-sunken text-ink",
  good: "border-accent/40 bg-accent-soft text-ink",
  warning: "border-warning/40 bg-warning-soft text-ink",
  danger: "border-danger/40 bg-danger-soft text-ink",
} as const;

/** A sentence that matters, read out when it appears. */
export function Notice({ tone = "info", children }: { tone?: keyof typeof tones; children: ReactNode }) {
  return (
    <div
      role={tone === "danger" ? "alert" : "status"}
      className={`rounded-control border px-4 py-3 text-sm ${tones[tone]}`}
    >
      {children}
    </div>
  );
}
