import Link from "next/link";
import { buttonClass } from "../../_ui/button-class.ts";
import { Heading } from "./heading.tsx";
import { paceOf, type Session } from "./session.ts";
import { HelpTool, Icon, Tool } from "./tool.tsx";
import type { Tasks } from "./use-tasks.ts";
import type { View } from "./view.ts";
import { counted } from "#lib/numbers.ts";

/** Where one is, how far one has come, and whether everything is saved. */
export function Status({
  name,
  other,
  tasks,
  session,
  goal,
  onFullScreen,
  onSettings,
  onHelp,
}: {
  /** of the project */
  name: string;
  /** the other way to label; null where there is none */
  other: { href: string; name: string; view: View } | null;
  tasks: Tasks;
  session: Session | null;
  /** answers that the person means to give in a session; null: none set */
  goal: number | null;
  /** null where the browser has no full screen */
  onFullScreen: (() => void) | null;
  onSettings: () => void;
  onHelp: () => void;
}) {
  const { progress, connection } = tasks;
  return (
    <header className="annotator-status">
      <Heading title={name}>
        {other && (
          <Link href={other.href} title={other.name} className={buttonClass("quiet", "annotator-tool")}>
            <Icon>
              {other.view === "grid" ? (
                <path d="M3 3h5.5v5.5H3zM11.5 3H17v5.5h-5.5zM3 11.5h5.5V17H3zM11.5 11.5H17V17h-5.5z" />
              ) : (
                <path d="M3 4h14v12H3z" />
              )}
            </Icon>
            <span className="sr-only xl:not-sr-only">{other.name}</span>
          </Link>
        )}
        {onFullScreen && (
          <Tool name="Full screen" shortcut="Shift+Enter" onPress={onFullScreen}>
            <path d="M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4" />
          </Tool>
        )}
        <Tool name="Settings" onPress={onSettings}>
          <path d="M3 6h8M15 6h2M3 14h2M9 14h8" />
          <circle cx="13" cy="6" r="2" />
          <circle cx="7" cy="14" r="2" />
        </Tool>
        <HelpTool onPress={onHelp} />
      </Heading>
      <div className="annotator-progress">
        {goal !== null && (
          <div
            role="progressbar"
            aria-label="Session goal"
            aria-valuenow={Math.min(session?.answers ?? 0, goal)}
            aria-valuemin={0}
            aria-valuemax={goal}
            className="h-1.5 min-w-16 flex-1 overflow-hidden rounded-full bg-line"
          >
            <div
              className="h-full rounded-full bg-people transition-[width] duration-300"
              style={{ width: `${Math.min(100, (100 * (session?.answers ?? 0)) / goal)}%` }}
            />
          </div>
        )}
        <p className="whitespace-nowrap tabular-nums" data-testid="session">
          <Pace session={session} goal={goal} />
        </p>
        <p className="whitespace-nowrap tabular-nums">
          {progress && (
            <>
              <strong>{counted(progress.today)}</strong> today · {counted(progress.left)} left
            </>
          )}
        </p>
        <p
          role="status"
          className={`ml-auto ${connection.state === "fine" ? "text-muted" : "text-warning"}`}
          data-testid="saved"
        >
          <Saving tasks={tasks} />
        </p>
      </div>
    </header>
  );
}

function Pace({ session, goal }: { session: Session | null; goal: number | null }) {
  const answers = session?.answers ?? 0;
  const pace = session && paceOf(session);
  const speed = pace === null || pace === undefined ? null : `${Math.round(pace)} a minute`;
  if (goal !== null) return <>{[`${answers} of ${goal}`, speed].filter(Boolean).join(" · ")}</>;
  return <>{speed}</>;
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
