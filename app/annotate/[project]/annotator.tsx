"use client";

import "./annotate.css";
import { useCallback, useRef, useState } from "react";
import { ClassPad } from "./class-pad.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { mostKeyedClasses } from "./keys.ts";
import { Recent, type RecentAnswer } from "./recent.tsx";
import { type Drawing, Stage } from "./stage.tsx";
import { Status } from "./status.tsx";
import { useClock } from "./use-clock.ts";
import { useCommands } from "./use-commands.ts";
import { useIdle } from "./use-idle.ts";
import { usePreference } from "./use-preference.ts";
import { useTasks } from "./use-tasks.ts";
import { NothingToDo } from "./nothing-to-do.tsx";
import type { MeasuredTime } from "#lib/timing/measured.ts";

const recentShown = 8;

export type AnnotatorProps = {
  userId: number;
  project: { slug: string; name: string; instructions: string; classes: string[]; leaseSeconds: number };
  recent: RecentAnswer[];
};

/** One picture at a time; one key labels it, saves the answer and shows the next. */
export function Annotator({ userId, project, recent: before }: AnnotatorProps) {
  const tasks = useTasks(userId, project.slug, project.leaseSeconds);
  const clock = useClock();
  const [smoothing, setSmoothing] = usePreference("smoothing", false);
  const [singleKeys, setSingleKeys] = usePreference("single-keys", true);
  const [recent, setRecent] = useState(before);
  const [said, setSaid] = useState<string | null>(null);
  const [helpOpen, setHelpOpen] = useState(false);
  const [undoing, setUndoing] = useState(false);
  const drawing = useRef<Drawing>({ scale: 1 });
  const wasReady = useRef(false);

  const { current } = tasks;
  const [idle, endIdle] = useIdle(current !== null, () => clock.cover(true));
  const covered = idle || helpOpen;

  const onInserted = useCallback(
    (how: Drawing) => {
      drawing.current = how;
      clock.inserted();
    },
    [clock],
  );

  const answer = (label: number | null, timeStamp: number, input: MeasuredTime["input"]) => {
    if (!current || covered || undoing) return;
    const reading = clock.readAt(timeStamp);
    if (!reading) return; // the key was meant for the picture before
    setSaid(null);
    setRecent((list) => [{ key: current.lease, image: current.image, label }, ...list].slice(0, recentShown));
    tasks.submit({
      lease: current.lease,
      outcome: label === null ? "unsure" : "label",
      label,
      time: {
        ...reading,
        input,
        frameMs: clock.frameMs(),
        prefetched: wasReady.current,
        scale: drawing.current.scale,
        devicePixelRatio: window.devicePixelRatio,
        smoothing,
      },
    });
    wasReady.current = true;
  };

  const undo = async () => {
    if (undoing) return;
    setUndoing(true);
    const problem = await tasks.undo();
    setUndoing(false);
    setSaid(problem ?? "Taken back. Here it is again.");
    if (problem === null) setRecent((list) => list.slice(1));
  };

  const resume = () => {
    clock.cover(false);
    endIdle();
  };

  const openHelp = (open: boolean) => {
    clock.cover(open);
    setHelpOpen(open);
  };

  useCommands(project.classes.length, singleKeys, (command, timeStamp) => {
    if (idle) return resume();
    switch (command.do) {
      case "label":
        return answer(command.label, timeStamp, "key");
      case "unsure":
        return answer(null, timeStamp, "key");
      case "undo":
        return void undo();
      case "help":
        return openHelp(true);
    }
  });

  return (
    <div className="annotator">
      <Status tasks={tasks} smoothing={smoothing} onSmoothing={setSmoothing} onHelp={() => openHelp(true)} />
      {current ? (
        <>
          <div className="relative">
            <Stage image={current.element} smoothing={smoothing} covered={covered} onInserted={onInserted} />
            {idle && (
              <button
                type="button"
                onClick={resume}
                className="absolute inset-0 grid place-content-center gap-1 rounded-card bg-sunken text-center"
              >
                <span className="font-medium">Paused</span>
                <span className="text-sm text-muted">Press any answer key, or tap here, to go on</span>
              </button>
            )}
          </div>
          <ClassPad
            classes={project.classes}
            keys={singleKeys && project.classes.length <= mostKeyedClasses}
            disabled={covered || undoing}
            onAnswer={answer}
          />
        </>
      ) : (
        <NothingToDo tasks={tasks} />
      )}
      <p role="status" className={`min-h-6 text-sm ${tasks.refused ? "text-danger" : "text-muted"}`}>
        {tasks.refused ?? said}
      </p>
      <Recent
        answers={recent}
        classes={project.classes}
        project={project.slug}
        undoing={undoing}
        onUndo={() => void undo()}
      />
      <HelpDialog
        open={helpOpen}
        onClose={() => openHelp(false)}
        project={project}
        singleKeys={singleKeys}
        onSingleKeys={setSingleKeys}
      />
    </div>
  );
}
