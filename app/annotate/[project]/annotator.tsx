"use client";

import "./annotate.css";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { Actions } from "./actions.tsx";
import { ClassPad } from "./class-pad.tsx";
import { labelsByKey, maxKeyedClasses, placeClasses, type ProjectClasses } from "./class-layout.ts";
import { Dialogs, type Open } from "./dialogs.tsx";
import { drawingOf } from "./drawing.ts";
import { EarlierAnswer } from "./earlier-answer.tsx";
import type { OwnFlag, RecentAnswer } from "./feed-snapshot.ts";
import type { Example } from "./help-dialog.tsx";
import { KeysOff } from "./keys-off.tsx";
import { type Command, commandOf } from "./keys.ts";
import { noteRead } from "./note-read.ts";
import { NothingToDo } from "./nothing-to-do.tsx";
import { Paused } from "./paused.tsx";
import { Recent, wordFor } from "./recent.tsx";
import type { OwnSettings } from "./settings-dialog.tsx";
import { type Looking, Stage } from "./stage.tsx";
import { Status } from "./status.tsx";
import { useClock } from "./use-clock.ts";
import { useCommands } from "./use-commands.ts";
import { useFullScreen } from "./use-full-screen.ts";
import { useIdle } from "./use-idle.ts";
import { usePreference } from "./use-preference.ts";
import { useRoom } from "./use-room.ts";
import { useSession } from "./use-session.ts";
import { useTasks } from "./use-tasks.ts";
import type { Project } from "#db/schema.ts";
import type { MeasuredTime } from "#lib/timing/measured.ts";

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

/** One picture at a time; one key labels it, saves the answer and shows the next. */
export function Annotator(props: AnnotatorProps) {
  const { userId, project, recent, flags, instructions, examples, unread } = props;
  const { slug, name, classes, leaseSeconds } = project;
  const { feed, tasks } = useTasks({ userId, project: slug, leaseSeconds, recent, flags });
  const { current, undoing, refused, earlier } = tasks;
  const clock = useClock();
  const { place, room, devicePixelRatio } = useRoom();
  const [smoothing, setSmoothing] = usePreference("smoothing", false);
  const [singleKeys, setSingleKeys] = usePreference("single-keys", true);
  const [settings, setSettings] = useState(props.settings);
  const [open, setOpen] = useState<Open>(unread === null ? null : "first help");
  const [said, setSaid] = useState<string | null>(null);
  const sitting = useSession(`${userId}/${slug}`);
  const wasReady = useRef(false);
  const largestZoom = useRef(1);
  const root = useRef<HTMLDivElement>(null);
  const looking = useRef<Looking>(null);
  const search = useRef<{ focus: () => void }>(null);
  const toggleFullScreen = useFullScreen(root);

  const placed = placeClasses(project, settings);
  const drawing = current && drawingOf(current.picture, room, devicePixelRatio, smoothing);
  // Nothing is shown before the instructions are read, or while the summary stands before the next picture.
  const shown = open !== "first help" && open !== "summary";
  const [idle, endIdle] = useIdle(current !== null && shown, () => clock.cover(true));
  const covered = idle || open !== null;
  const canAnswer = current !== null && !covered && !undoing;

  const inserted = useCallback(() => {
    largestZoom.current = 1;
    clock.inserted();
  }, [clock]);
  const zoomed = useCallback((factor: number) => {
    largestZoom.current = Math.max(largestZoom.current, factor);
  }, []);

  const answer = (label: number | null, timeStamp: number, input: MeasuredTime["input"]) => {
    if (!canAnswer || !drawing) return;
    const reading = clock.readAt(timeStamp);
    if (!reading) return; // the key was meant for the picture before
    setSaid(null);
    const taken = feed.submit({
      lease: current.lease,
      outcome: label === null ? "unsure" : "label",
      label,
      time: {
        ...reading,
        input,
        frameMs: clock.frameMs(),
        prefetched: wasReady.current,
        scale: drawing.scale,
        devicePixelRatio,
        smoothing: drawing.smoothing,
        zoom: largestZoom.current,
      },
    });
    wasReady.current = true;
    if (!taken) return;
    const { answers } = sitting.note(label === null ? "unsure" : "label");
    if (answers === settings.goal) setOpen("summary");
  };

  const skip = (timeStamp: number) => {
    if (!canAnswer) return;
    const reading = clock.readAt(timeStamp);
    if (!reading) return;
    if (!feed.skip(current.lease, reading.visibleMs)) return;
    wasReady.current = true;
    sitting.note("skip");
    setSaid("Skipped: it comes back later.");
  };

  const undo = async (lease?: string) => {
    if (undoing || open !== null) return;
    const back = tasks.recent.find((one) => lease === undefined || one.lease === lease);
    const problem = await feed.undo(lease === undefined ? undefined : [lease]);
    if (problem === null && back && !back.skipped) sitting.note("undo");
    setSaid(problem ?? (back?.skipped ? "Here it is again." : "Taken back. Here it is again."));
    place.current?.scrollIntoView({ block: "nearest" });
  };

  // After the dialog has given the focus back to where it came from.
  const hadDialog = useRef(false);
  useEffect(() => {
    if (open === null && hadDialog.current) {
      place.current?.focus({ preventScroll: true });
      search.current?.focus();
    }
    hadDialog.current = open !== null;
  }, [open, place]);
  const focusPicture = () => {
    place.current?.focus({ preventScroll: true });
    search.current?.focus();
  };
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

  const flaggable = [
    ...(current ? [{ lease: current.lease, name: "This one" }] : []),
    ...tasks.recent.slice(0, 3).map((one) => ({ lease: one.lease, name: wordFor(one, classes) })),
  ];

  const obey = (command: Command, timeStamp: number) => {
    if (idle) return resume();
    switch (command.do) {
      case "label":
        return answer(command.label, timeStamp, "key");
      case "unsure":
        return answer(null, timeStamp, "key");
      case "keep":
        return earlier && !earlier.skipped ? answer(earlier.label, timeStamp, "key") : undefined;
      case "skip":
        return skip(timeStamp);
      case "flag":
        return flaggable.length > 0 ? show("flag") : undefined;
      case "undo":
        return void undo();
      case "help":
        return show("help");
      case "full-screen":
        return toggleFullScreen?.();
      case "zoom":
        return looking.current?.step(command.by);
      case "pan":
        return looking.current?.pan(command.x, command.y);
      case "magnify":
        return looking.current?.magnify(true);
    }
  };
  const labels = labelsByKey(placed);
  useCommands(
    (press) => commandOf(press, labels),
    singleKeys,
    obey,
    () => looking.current?.magnify(false),
  );

  const session = sitting.session;

  return (
    <div className="annotator" ref={root}>
      <Status
        name={name}
        other={project.gridAllowed ? { href: `/annotate/${slug}/grid`, name: "Grid", view: "grid" } : null}
        tasks={tasks}
        session={session}
        goal={settings.goal}
        onFullScreen={toggleFullScreen}
        onSettings={() => show("settings")}
        onHelp={() => show("help")}
      />
      <div className="annotator-stage" ref={place} tabIndex={-1} role="group" aria-label="Picture to label">
        {current && drawing && shown ? (
          <Stage
            key={current.lease}
            ref={looking}
            image={current.picture}
            room={room}
            drawing={drawing}
            devicePixelRatio={devicePixelRatio}
            smooth={smoothing}
            covered={covered}
            onInserted={inserted}
            onZoom={zoomed}
          >
            {idle && <Paused onResume={resume} />}
          </Stage>
        ) : (
          !current && <NothingToDo tasks={tasks} />
        )}
      </div>
      <div className="annotator-side">
        {!singleKeys && (
          <KeysOff
            onTurnOn={() => {
              setSingleKeys(true);
              focusPicture();
            }}
          />
        )}
        {current && (
          <ClassPad
            searchRef={search}
            task={current.lease}
            placed={placed}
            keys={singleKeys && classes.length <= maxKeyedClasses}
            earlier={earlier?.label ?? null}
            disabled={!canAnswer}
            onAnswer={answer}
            onType={idle ? resume : ignore}
          />
        )}
      </div>
      <div className="annotator-tray">
        <Actions
          view="single"
          onAnswer={answer}
          onSkip={skip}
          onFlag={() => show("flag")}
          onUndo={() => void undo()}
          keys={singleKeys}
          canAnswer={canAnswer}
          canFlag={flaggable.length > 0 && open === null}
          canUndo={!undoing && open === null && tasks.recent.length > 0}
        />
        <p role="status" className={`annotator-said ${refused ? "text-danger" : "text-muted"}`}>
          {earlier && current && !earlier.skipped && !refused ? (
            <EarlierAnswer
              name={wordFor(earlier, classes)}
              onKeep={(timeStamp, input) => answer(earlier.label, timeStamp, input)}
            />
          ) : (
            (refused ?? said ?? (current?.skipped ? "Only pictures that you skipped are left." : null))
          )}
        </p>
        <Recent
          answers={tasks.recent}
          classes={classes}
          project={slug}
          disabled={undoing || open !== null}
          onReopen={(lease) => void undo(lease)}
        />
      </div>
      <Dialogs
        view="single"
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
        onFlagged={() => setSaid("Flagged for the reviewers.")}
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
    </div>
  );
}

const ignore = () => undefined;
