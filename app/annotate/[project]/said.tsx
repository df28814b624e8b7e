import type { ReactNode } from "react";

/** A sentence about what was done last; one that is only heard repeats what is to be seen elsewhere. */
export type Said = { text: string; shown: boolean } | null;

/**
 * Where a page to label on speaks. Both places are there from the start and never go: what is written into one is read
 * out, and a region that comes with its words is not.
 */
export function Speaks({
  shown,
  heard,
  warns = false,
}: {
  /** null: nothing is to be seen */
  shown: ReactNode;
  /** read out besides */
  heard: ReactNode;
  warns?: boolean;
}) {
  const look = `annotator-said ${warns ? "text-danger" : "text-muted"}`;
  return (
    <>
      <p role="status" className="sr-only">
        {heard}
      </p>
      <p role="status" className={shown === null ? "sr-only" : look}>
        {shown}
      </p>
    </>
  );
}
