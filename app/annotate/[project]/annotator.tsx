"use client";

import "./annotate.css";
import { type CSSProperties, useRef, useState } from "react";
import { Actions } from "./actions.tsx";
import { ClassPad } from "./class-pad.tsx";
import { drawingOf } from "./drawing.ts";
import type { RecentAnswer } from "./feed-snapshot.ts";
import { HelpDialog } from "./help-dialog.tsx";
import { maxKeyedClasses } from "./keys.ts";
import { KeysOff } from "./keys-off.tsx";
import { NothingToDo } from "./nothing-to-do.tsx";
import { Recent } from "./recent.tsx";
import { Stage } from "./stage.tsx";
import { Status } from "./status.tsx";
import { useClock } from "./use-clock.ts";
import { useCommands } from "./use-commands.ts";
import { useIdle } from "./use-idle.ts";
import { usePreference } from "./use-preference.ts";
import { useRoom } from "./use-room.ts";
import { useTasks } from "./use-tasks.ts";
import type { MeasuredTime } from "#lib/timing/measured.ts";

export type AnnotatorProps = {
  userId: number;
  project: { slug: string; name: string; instructions: string; classes: string[]; leaseSeconds: number };
  recent: RecentAnswer[];
};

/** One picture at a time; one key labels it, saves the answer and shows the next. */
export function Annotator({ userId, project, recent }: AnnotatorProps) {
  const { slug, name, classes, leaseSeconds } = project;
  const { feed, tasks } = useTasks({ userId, project: slug, leaseSeconds, recent });
  const { current, undoing, refused } = tasks;
  const clock = useClock();
  const { room, devicePixelRatio } = useRoom();
  const [smoothing, setSmoothing] = usePreference("smoothing", false);
  const [singleKeys, setSingleKeys] = usePreference("single-keys", true);
  const [said, setSaid] = useState<string | null>(null);
  const [helpOpen, setHelpOpen] = useState(false);
  const wasReady = useRef(false);
  const stage = useRef<HTMLDivElement>(null);
  const search = useRef<{ focus: () => void }>(null);
  const drawing = current && drawingOf(current.picture, room, devicePixelRatio, smoothing);

  const [idle, endIdle] = useIdle(current !== null, () => clock.cover(true));
  const covered = idle || helpOpen;

  const answer = (label: number | null, timeStamp: number, input: MeasuredTime["input"]) => {
    if (!current || !drawing || covered || undoing) return;
    const reading = clock.readAt(timeStamp);
    if (!reading) return; // the key was meant for the picture before
    setSaid(null);
    feed.submit({
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
      },
    });
    wasReady.current = true;
  };

  const undo = async () => {
    if (undoing) return;
    setSaid((await feed.undo()) ?? "Taken back. Here it is again.");
    stage.current?.scrollIntoView({ block: "nearest" });
  };

  const resume = () => {
    clock.cover(false);
    endIdle();
  };

  const focusPicture = () => {
    stage.current?.focus({ preventScroll: true });
    search.current?.focus();
  };

  const openHelp = (open: boolean) => {
    clock.cover(open);
    setHelpOpen(open);
    if (!open) focusPicture();
  };

  useCommands(classes.length, singleKeys, (command, timeStamp) => {
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

  const roomVariable: CSSProperties & Record<"--room", string> = { "--room": `${room}px` };
  return (
    <div className="annotator" style={roomVariable}>
      <Status
        name={name}
        tasks={tasks}
        smoothing={drawing?.enlarged ? smoothing : null}
        onSmoothing={setSmoothing}
        onHelp={() => openHelp(true)}
      />
      {current && drawing ? (
        <>
          <Stage
            ref={stage}
            image={current.picture}
            room={room}
            drawing={drawing}
            covered={covered}
            onInserted={clock.inserted}
          >
            {idle && (
              <button
                type="button"
                onClick={resume}
                className="absolute inset-0 grid place-content-center gap-1 bg-sunken text-center"
              >
                <span className="font-medium">Paused</span>
                <span className="text-sm text-muted">Press any answer key or tap here to go on</span>
              </button>
            )}
          </Stage>
          <ClassPad
            searchRef={search}
            task={current.lease}
            classes={classes}
            keys={singleKeys && classes.length <= maxKeyedClasses}
            disabled={covered || undoing}
            onAnswer={answer}
            onType={idle ? resume : ignore}
          />
        </>
      ) : (
        <NothingToDo tasks={tasks} />
      )}
      {!singleKeys && (
        <KeysOff
          onTurnOn={() => {
            setSingleKeys(true);
            focusPicture();
          }}
        />
      )}
      <Actions
        onAnswer={answer}
        onUndo={() => void undo()}
        keys={singleKeys}
        canAnswer={current !== null && !covered && !undoing}
        canUndo={!undoing && tasks.recent.length > 0}
      />
      <p role="status" className={`min-h-6 text-sm ${refused ? "text-danger" : "text-muted"}`}>
        {refused ?? said}
      </p>
      <Recent answers={tasks.recent} classes={classes} project={slug} />
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

const ignore = () => undefined;
