import { type ReactNode, type RefObject, useState } from "react";
import { type ProjectClasses, placeClasses } from "./class-layout.ts";
import { Dialogs, type Open } from "./dialogs.tsx";
import type { OwnFlag, RecentAnswer } from "./feed-snapshot.ts";
import type { FeedOptions } from "./feed-options.ts";
import type { Flaggable } from "./flag-dialog.tsx";
import type { Example } from "./help-dialog.tsx";
import { noteRead } from "./note-read.ts";
import type { Said } from "./said.tsx";
import type { OwnSettings } from "./settings-dialog.tsx";
import { Status } from "./status.tsx";
import { useClock } from "./use-clock.ts";
import { useFullScreen } from "./use-full-screen.ts";
import { useIdle } from "./use-idle.ts";
import { usePreference } from "./use-preference.ts";
import { useSession } from "./use-session.ts";
import { useTasks } from "./use-tasks.ts";
import type { View } from "./view.ts";
import type { Project } from "#db/schema.ts";

export type AnnotatorProps = {
  userId: number;
  project: ProjectClasses & Pick<Project, "id" | "slug" | "name" | "leaseSeconds" | "gridAllowed">;
  recent: RecentAnswer[];
  flags: OwnFlag[];
  settings: OwnSettings;
  /** rendered; null where there are none */
  instructions: ReactNode;
  examples: Example[];
  /** of instructions that the person has not read yet; null: they have, or there are none */
  unread: string | null;
};

/** What a place to label has whichever way one does it: tasks, clock, a session, settings, dialogs, a heading. @param root what full screen shows */
export function useWorkplace(
  props: AnnotatorProps,
  view: View,
  root: RefObject<HTMLDivElement | null>,
  feeding: Pick<FeedOptions<HTMLImageElement>, "hold" | "loads"> = {},
) {
  const { userId, project, recent, flags, instructions, examples, unread } = props;
  const { slug, name, leaseSeconds, gridAllowed } = project;
  const { feed, tasks } = useTasks({ userId, project: slug, leaseSeconds, recent, flags, ...feeding });
  const clock = useClock();
  const [smoothing, setSmoothing] = usePreference("smoothing", false);
  const [singleKeys, setSingleKeys] = usePreference("single-keys", true);
  const [settings, setSettings] = useState(props.settings);
  const [open, setOpen] = useState<Open>(unread === null ? null : "first help");
  const [said, setSaid] = useState<Said>(null);
  const say = (text: string) => setSaid({ text, shown: true });
  const tell = (text: string) => setSaid({ text, shown: false });
  const sitting = useSession(`${userId}/${slug}`);
  const toggleFullScreen = useFullScreen(root);

  const placed = placeClasses(project, settings);
  const hasWork = tasks.current !== null;
  // Nothing is shown before the instructions are read, or while the summary stands before the next picture.
  const shown = open !== "first help" && open !== "summary";
  const [idle, endIdle] = useIdle(hasWork && shown, () => clock.cover(true));
  const covered = idle || open !== null;

  const show = (dialog: Open) => {
    clock.cover(dialog !== null);
    setOpen(dialog);
  };
  const close = () => {
    if (open === "first help" && unread !== null) noteRead(project.id, unread);
    show(null);
  };
  const resume = () => {
    clock.cover(false);
    endIdle();
  };
  /** Count answers in the session; the goal of it is celebrated when it is reached. */
  const noteAnswers = (outcome: "label" | "unsure", pictures = 1) => {
    const before = sitting.current()?.answers ?? 0;
    const { answers } = sitting.note(outcome, pictures);
    const { goal } = settings;
    if (goal !== null && before < goal && answers >= goal) setOpen("summary");
  };

  const { session } = sitting;
  const status = (
    <Status
      name={name}
      other={view === "grid" || gridAllowed ? others[view](slug) : null}
      tasks={tasks}
      session={session}
      goal={settings.goal}
      onFullScreen={toggleFullScreen}
      onSettings={() => show("settings")}
      onHelp={() => show("help")}
    />
  );
  const dialogs = (flaggable: readonly Flaggable[]) => (
    <Dialogs
      view={view}
      open={open}
      project={project}
      tasks={tasks}
      feed={feed}
      placed={placed}
      flaggable={flaggable}
      instructions={instructions}
      examples={examples}
      settings={settings}
      session={session}
      smooth={smoothing}
      singleKeys={singleKeys}
      onSmooth={setSmoothing}
      onSingleKeys={setSingleKeys}
      onFlagged={() => say("Flagged for the reviewers.")}
      onSaved={(saved) => {
        setSettings(saved);
        close();
      }}
      onEndSession={() => setOpen("summary")}
      onSummaryRead={() => {
        if (settings.goal !== null && (session?.answers ?? 0) >= settings.goal) sitting.end();
        close();
      }}
      onClose={close}
    />
  );
  return {
    ...{ feed, tasks, clock, smoothing, singleKeys, setSingleKeys, placed, toggleFullScreen },
    ...{ open, shown, show, idle, covered, resume, canAnswer: hasWork && !covered && !tasks.undoing },
    ...{ said, say, tell, noteAnswers, note: sitting.note, status, dialogs },
  };
}

/** The way from one view to the other. */
const others: Record<View, (slug: string) => { href: string; name: string; view: View }> = {
  single: (slug) => ({ href: `/annotate/${slug}/grid`, name: "Grid", view: "grid" }),
  grid: (slug) => ({ href: `/annotate/${slug}`, name: "One by one", view: "single" }),
};
