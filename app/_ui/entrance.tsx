import type { ReactNode } from "react";
import { Mark } from "./mark.tsx";

/** The frame of the pages that are open to everybody: signing in, accepting an invitation, choosing a password. */
export function Entrance({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-sm">
        <div className="mb-8 flex flex-col items-center gap-3 text-center">
          <Mark size={44} />
          <h1 className="text-balance">{title}</h1>
          {lead && <p className="text-sm text-pretty text-muted">{lead}</p>}
        </div>
        <div className="rounded-card border border-line bg-surface p-6">{children}</div>
      </div>
    </main>
  );
}
