import type { ReactNode } from "react";
import type { Placed, ProjectClasses } from "./class-layout.ts";
import { type Flaggable, FlagDialog } from "./flag-dialog.tsx";
import { type Example, HelpDialog } from "./help-dialog.tsx";
import { newKey } from "./new-key.ts";
import type { Session } from "./session.ts";
import { type OwnSettings, SettingsDialog } from "./settings-dialog.tsx";
import { SummaryDialog } from "./summary-dialog.tsx";
import type { TaskFeed } from "./task-feed.ts";
import type { Tasks } from "./use-tasks.ts";
import type { View } from "./view.ts";

/** Help opens by itself at the first visit; the summary when a goal is reached or the session ended. */
export type Open = "help" | "first help" | "flag" | "settings" | "summary" | null;

/** The one dialog of the annotation page that is open, if any. */
export function Dialogs({
  view,
  open,
  project,
  tasks,
  feed,
  placed,
  flaggable,
  instructions,
  examples,
  settings,
  session,
  smooth,
  singleKeys,
  onSmooth,
  onSingleKeys,
  onFlagged,
  onSaved,
  onEndSession,
  onSummaryRead,
  onClose,
}: {
  view: View;
  open: Open;
  project: ProjectClasses & { id: number; slug: string; name: string };
  tasks: Tasks;
  feed: TaskFeed<HTMLImageElement>;
  placed: readonly Placed[];
  flaggable: readonly Flaggable[];
  instructions: ReactNode;
  examples: readonly Example[];
  settings: OwnSettings;
  session: Session | null;
  smooth: boolean;
  singleKeys: boolean;
  onSmooth: (value: boolean) => void;
  onSingleKeys: (value: boolean) => void;
  onFlagged: () => void;
  onSaved: (settings: OwnSettings) => void;
  onEndSession: () => void;
  onSummaryRead: () => void;
  onClose: () => void;
}) {
  const { slug, name } = project;
  switch (open) {
    case "help":
    case "first help":
      return (
        <HelpDialog
          view={view}
          name={name}
          slug={slug}
          instructions={instructions}
          examples={examples}
          placed={placed}
          first={open === "first help"}
          singleKeys={singleKeys}
          onSingleKeys={onSingleKeys}
          onClose={onClose}
        />
      );
    case "flag":
      return (
        <FlagDialog
          project={slug}
          pictures={flaggable}
          flags={tasks.flags}
          onFlag={(lease, comment) => {
            feed.flag({ flag: newKey(), lease, comment });
            onFlagged();
          }}
          onTakeBack={(flag) => feed.unflag(flag)}
          onClose={onClose}
        />
      );
    case "settings":
      return (
        <SettingsDialog
          project={project}
          settings={settings}
          smooth={smooth}
          onSmooth={onSmooth}
          onSaved={onSaved}
          onEndSession={session && session.answers > 0 ? onEndSession : null}
          onClose={onClose}
        />
      );
    case "summary":
      return session && <SummaryDialog session={session} goal={settings.goal} onGoOn={onSummaryRead} />;
    case null:
      return null;
  }
}
