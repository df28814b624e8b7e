import Link from "next/link";
import { buttonClass } from "../../_ui/button.tsx";
import type { Tasks } from "./use-tasks.ts";

/** Where one is, how far one has come, and whether everything is saved. */
export function Status({
  name,
  tasks,
  smoothing,
  onSmoothing,
  onHelp,
}: {
  /** of the project */
  name: string;
  tasks: Tasks;
  /** null when the picture is not enlarged and there is nothing to choose */
  smoothing: boolean | null;
  onSmoothing: (value: boolean) => void;
  onHelp: () => void;
}) {
  const { progress, connection } = tasks;
  return (
    <header className="annotator-status">
      <div className="flex min-h-11 items-center gap-1">
        <Link href="/annotate" className={buttonClass("quiet", "-ml-3 shrink-0 px-3")}>
          <span aria-hidden>←</span> Projects
        </Link>
        <h1 className="min-w-0 flex-1 truncate text-base" title={name}>
          {name}
        </h1>
        {smoothing !== null && (
          <button
            type="button"
            className={buttonClass("quiet", "shrink-0 px-3")}
            onClick={(event) => {
              event.currentTarget.blur();
              onSmoothing(!smoothing);
            }}
          >
            {smoothing ? "Show pixels" : "Smooth"}
          </button>
        )}
        <button
          type="button"
          className={buttonClass("quiet", "-mr-3 shrink-0 px-3")}
          onClick={onHelp}
          aria-keyshortcuts="?"
        >
          Help
        </button>
      </div>
      <div className="flex min-h-6 flex-wrap justify-between gap-x-4 text-sm">
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
          <Saving tasks={tasks} />
        </p>
      </div>
    </header>
  );
}

function Saving({ tasks: { pending, connection } }: { tasks: Tasks }) {
  const kept = pending === 0 ? "" : `${pending} ${pending === 1 ? "answer" : "answers"} kept here. `;
  switch (connection.state) {
    case "fine":
      return pending > 0 ? "Saving …" : "Saved";
    case "offline":
      return `No connection. ${kept}Trying again …`;
    case "gone":
      return `${connection.message} ${kept}`;
    case "signed-out":
      return (
        <>
          {connection.message} {kept}
          <Link href="/signin" className="font-medium underline underline-offset-4">
            Sign in
          </Link>
        </>
      );
  }
}
