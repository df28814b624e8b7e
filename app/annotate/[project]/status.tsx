"use client";

import Link from "next/link";
import { buttonClass } from "../../_ui/button.tsx";
import type { Tasks } from "./use-tasks.ts";

/** Progress, and whether everything is saved. */
export function Status({
  tasks,
  smoothing,
  onSmoothing,
  onHelp,
}: {
  tasks: Tasks;
  smoothing: boolean;
  onSmoothing: (value: boolean) => void;
  onHelp: () => void;
}) {
  const { progress, pending, connection } = tasks;
  return (
    <div className="flex min-h-11 w-full flex-wrap items-center justify-between gap-x-4 gap-y-1 text-sm">
      <p className="tabular-nums">
        {progress && (
          <>
            <strong>{progress.today}</strong> today · {progress.left} left
          </>
        )}
      </p>
      <p
        role="status"
        className={connection.state === "fine" ? "text-muted" : "text-warning"}
        data-testid="saved"
      >
        {connection.state === "signed-out" ? (
          <>
            Your session has ended; {pending === 0 ? "nothing is lost." : `${pending} answers are kept here.`}{" "}
            <Link href="/signin" className="font-medium underline underline-offset-4">
              Sign in again
            </Link>
          </>
        ) : connection.state === "offline" ? (
          `No connection. ${pending === 0 ? "Trying again …" : `${pending} kept here, trying again …`}`
        ) : pending > 0 ? (
          "Saving …"
        ) : (
          "Saved"
        )}
      </p>
      <div className="flex items-center gap-1">
        <button
          type="button"
          className={buttonClass("quiet", "px-3")}
          aria-pressed={smoothing}
          onClick={(event) => {
            event.currentTarget.blur();
            onSmoothing(!smoothing);
          }}
        >
          {smoothing ? "Smooth" : "Pixels"}
        </button>
        <button type="button" className={buttonClass("quiet", "px-3")} onClick={onHelp} aria-keyshortcuts="?">
          Help
        </button>
      </div>
    </div>
  );
}
