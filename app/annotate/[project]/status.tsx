"use client";

import Link from "next/link";
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
    <div className="status-line">
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
            <Link href="/signin" className="link">
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
          className="quiet-button"
          aria-pressed={smoothing}
          onClick={(event) => {
            event.currentTarget.blur();
            onSmoothing(!smoothing);
          }}
        >
          {smoothing ? "Smooth" : "Pixels"}
        </button>
        <button type="button" className="quiet-button" onClick={onHelp} aria-keyshortcuts="?">
          Help
        </button>
      </div>
    </div>
  );
}
