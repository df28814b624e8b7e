"use client";

import { type ReactNode, useState } from "react";
import { Button } from "../../../../_ui/button.tsx";
import { numbered } from "#lib/numbers.ts";

/** A table whose ticked rows go to another page, in its address. @param action address of that page */
export function Selection({ action, children }: { action: string; children: ReactNode }) {
  const [ticked, setTicked] = useState(0);
  return (
    <form
      method="get"
      action={action}
      onChange={(event) => setTicked(new FormData(event.currentTarget).getAll("run").length)}
    >
      {children}
      <div className="mt-4 flex flex-wrap items-center gap-3 border-t border-line pt-4">
        <Button type="submit" disabled={ticked < 2}>
          Compare
        </Button>
        <p className="text-sm text-muted" aria-live="polite">
          {ticked < 2 ? "Tick two runs or more to compare them." : `${numbered(ticked, "run")} ticked.`}
        </p>
      </div>
    </form>
  );
}
