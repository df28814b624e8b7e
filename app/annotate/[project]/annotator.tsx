"use client";

import "./annotate.css";
import { useCallback, useEffect, useRef } from "react";
import { Actions } from "./actions.tsx";
import { ClassPad, rowsOnAPhone } from "./class-pad.tsx";
import { labelsByKey, maxKeyedClasses } from "./class-layout.ts";
import { drawingOf } from "./drawing.ts";
import { EarlierAnswer } from "./earlier-answer.tsx";
import { KeysOff } from "./keys-off.tsx";
import { type Command, commandOf } from "./keys.ts";
import { nothingWords, NothingToDo } from "./nothing-to-do.tsx";
import { Paused } from "./paused.tsx";
import { Recent, wordFor } from "./recent.tsx";
import { Speaks } from "./said.tsx";
import { type Looking, Stage } from "./stage.tsx";
import { undoOf } from "./session.ts";
import { useCommands } from "./use-commands.ts";
import { useKeptFocus } from "./use-kept-focus.ts";
import { type AnnotatorProps, useWorkplace } from "./use-workplace.tsx";
import { useRoom } from "./use-room.ts";
import type { MeasuredTime } from "#lib/timing/measured.ts";

/** One picture at a time; one key labels it, saves the answer and shows the next. */
export function Annotator(props: AnnotatorProps) {
  const { slug, classes } = props.project;
  const root = useRef<HTMLDivElement>(null);
  const work = useWorkplace(props, "single", root);
  const {
    feed,
    tasks,
    clock,
    placed,
    smoothing,
    singleKeys,
    open,
    idle,
    covered,
    canAnswer,
    said,
    say,
    tell,
  } = work;
  const { current, undoing, refused, earlier } = tasks;
  const { place, room, devicePixelRatio } = useRoom();
  const wasReady = useRef(false);
  const largestZoom = useRef(1);
  const looking = useRef<Looking>(null);
  const search = useRef<{ focus: () => void }>(null);
  const drawing = current && drawingOf(current.picture, room, devicePixelRatio, smoothing);

  const inserted = useCallback(() => {
    largestZoom.current = 1;
    clock.inserted();
  }, [clock]);
  const zoomed = useCallback((factor: number) => {
    largestZoom.current = Math.max(largestZoom.current, factor);
  }, []);

  const answer = (label: number | null, timeStamp: number, input: MeasuredTime["input"]) => {
    if (!canAnswer || !current || !drawing) return;
    const reading = clock.readAt(timeStamp);
    if (!reading) return; // the key was meant for the picture before
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
    tell(wordFor({ label }, classes));
    work.noteAnswers(label === null ? "unsure" : "label");
  };

  const skip = (timeStamp: number) => {
    if (!canAnswer || !current) return;
    const reading = clock.readAt(timeStamp);
    if (!reading) return;
    if (!feed.skip(current.lease, reading.visibleMs)) return;
    wasReady.current = true;
    work.note("skip");
    say("Skipped: it comes back later.");
  };

  const undo = async (lease?: string) => {
    if (undoing || open !== null) return;
    const back = tasks.recent.find((one) => lease === undefined || one.lease === lease);
    const problem = await feed.undo(lease === undefined ? undefined : [lease]);
    if (problem === null && back) work.note(undoOf(back));
    say(problem ?? (back?.skipped ? "Here it is again." : "Taken back. Here it is again."));
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
  useKeptFocus(focusPicture);
  const flaggable = [
    ...(current ? [{ lease: current.lease, name: "This one" }] : []),
    ...tasks.recent.slice(0, 3).map((one) => ({ lease: one.lease, name: wordFor(one, classes) })),
  ];

  const obey = (command: Command, timeStamp: number) => {
    if (idle) return work.resume();
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
        return flaggable.length > 0 ? work.show("flag") : undefined;
      case "undo":
        return void undo();
      case "help":
        return work.show("help");
      case "full-screen":
        return work.toggleFullScreen?.();
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

  return (
    <div className="annotator" ref={root} style={rowsOnAPhone(classes)}>
      {work.status}
      <div
        className="annotator-stage"
        ref={place}
        tabIndex={-1}
        role="group"
        aria-label={current ? "Picture to label" : "No picture just now"}
      >
        {current && drawing && work.shown ? (
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
            {idle && <Paused onResume={work.resume} />}
          </Stage>
        ) : (
          !current && <NothingToDo tasks={tasks} />
        )}
      </div>
      <div className="annotator-side">
        {!singleKeys && (
          <KeysOff
            onTurnOn={() => {
              work.setSingleKeys(true);
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
            onType={idle ? work.resume : ignore}
          />
        )}
      </div>
      <div className="annotator-tray">
        <Actions
          view="single"
          onAnswer={answer}
          onSkip={skip}
          onFlag={() => work.show("flag")}
          onUndo={() => void undo()}
          keys={singleKeys}
          canAnswer={canAnswer}
          canFlag={flaggable.length > 0 && open === null}
          canUndo={!undoing && open === null && tasks.recent.length > 0}
        />
        <Speaks
          warns={refused !== null}
          shown={
            earlier && current && !earlier.skipped && !refused ? (
              <EarlierAnswer
                name={wordFor(earlier, classes)}
                onKeep={(timeStamp, input) => answer(earlier.label, timeStamp, input)}
              />
            ) : (
              (refused ?? (said?.shown ? said.text : null) ?? (current?.skipped ? onlySkipped : null))
            )
          }
          // The same word twice is read twice.
          heard={
            <span key={tasks.recent[0]?.lease}>
              {nothingWords(tasks) ?? (said?.shown === false ? said.text : null)}
            </span>
          }
        />
        <Recent
          answers={tasks.recent}
          classes={classes}
          project={slug}
          disabled={undoing || open !== null}
          onReopen={(lease) => void undo(lease)}
        />
      </div>
      {work.dialogs(flaggable)}
    </div>
  );
}

const ignore = () => undefined;
const onlySkipped = "Only pictures that you skipped are left.";
