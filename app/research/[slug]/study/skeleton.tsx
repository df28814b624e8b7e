/** Where blocks will be, while they are computed. */
export const Skeleton = ({ blocks = 2 }: { blocks?: number }) => (
  <div role="status" className="flex flex-col gap-6">
    <span className="sr-only">Computing…</span>
    {Array.from({ length: blocks }, (_, nth) => (
      <div key={nth} aria-hidden className="rounded-card border border-line bg-surface p-5 sm:p-6">
        <div className="animate-pulse">
          <div className="h-4 w-48 rounded bg-sunken" />
          <div className="mt-3 h-3 w-72 max-w-full rounded bg-sunken" />
          <div className="mt-6 h-56 rounded-control bg-sunken" />
        </div>
      </div>
    ))}
  </div>
);
