import type { ReactNode } from "react";

export function PageHeader({
  title,
  lead,
  aside,
  badges,
}: {
  title: string;
  lead?: ReactNode;
  aside?: ReactNode;
  badges?: ReactNode;
}) {
  return (
    <header className="mb-8 flex flex-wrap items-end justify-between gap-4">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-3">
          <h1>{title}</h1>
          {badges}
        </div>
        {lead && <p className="mt-2 max-w-prose text-pretty text-muted">{lead}</p>}
      </div>
      {aside}
    </header>
  );
}
