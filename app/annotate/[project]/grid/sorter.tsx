"use client";

import "../annotate.css";
import "./grid.css";
import { useEffect, useRef, useState } from "react";
import { Actions } from "../actions.tsx";
import type { AnnotatorProps } from "../annotator.tsx";
import { ClassPad } from "../class-pad.tsx";
import { labelsByKey, maxKeyedClasses, placeClasses } from "../class-layout.ts";
import { Dialogs, type Open } from "../dialogs.tsx";
import { KeysOff } from "../keys-off.tsx";
import { newKey } from "../new-key.ts";
import { noteRead } from "../note-read.ts";
import { NothingToDo } from "../nothing-to-do.tsx";
import { Paused } from "../paused.tsx";
import { addressOf } from "../picture.ts";
import { Status } from "../status.tsx";
import { useClock } from "../use-clock.ts";
import { useCommands } from "../use-commands.ts";
import { useFullScreen } from "../use-full-screen.ts";
import { useIdle } from "../use-idle.ts";
import { usePreference } from "../use-preference.ts";
import { useRoom } from "../use-room.ts";
import { useSession } from "../use-session.ts";
import { useTasks } from "../use-tasks.ts";
import { GridCells } from "./grid-cells.tsx";
import { openCells } from "./grid-page.ts";
import { type GridCommand, gridCommandOf, needsNoCharacter } from "./keys.ts";
import { layoutFor } from "./cell-layout.ts";
import { moved } from "./moved.ts";
import { between, including, nothing, type Selection } from "./selection.ts";
import { SizeChoice, sizeOf } from "./size-choice.tsx";
import { usePage } from "./use-page.ts";
import type { MeasuredTime } from "#lib/timing/measured.ts";

/** Pictures fetched at a time. */
const loads = 6;
/** A narrow room has no place for more pictures, CSS pixels. */
const [narrow, fewPictures] = [480, 12];

/** Many pictures at once: select those that show the same, and one key answers them all. */
export function Sorter(props: AnnotatorProps) {
  const { userId, project, recent, flags, instructions, examples, unread } = props;
  const { slug, name, classes, leaseSeconds } = project;
  const { place: stage, room } = useRoom();
  const [wanted, setWanted] = useState<number>(sizeOf.usual);
  const size = room.width < narrow ? Math.min(wanted, fewPictures) : wanted;
  const hold = 2 * size;
  const { feed, tasks } = useTasks({ userId, project: slug, leaseSeconds, recent, flags, hold, loads });
  useEffect(() => feed.hold(hold), [feed, hold]);
  const { undoing, refused } = tasks;
  const { page, note } = usePage(tasks.ready, size);
  const [chosen, setChosen] = useState<Selection>(nothing);
  const [cursorAt, setCursor] = useState(0);
  const clock = useClock();
  const [smoothing, setSmoothing] = usePreference("smoothing", false);
  const [singleKeys, setSingleKeys] = usePreference("single-keys", true);
  const [settings, setSettings] = useState(props.settings);
  const [open, setOpen] = useState<Open>(unread === null ? null : "first help");
  const [said, setSaid] = useState<string | null>(null);
  const [closer, setCloser] = useState(false);
  const sitting = useSession(`${userId}/${slug}`);
  const root = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const search = useRef<{ focus: () => void }>(null);
  const toggleFullScreen = useFullScreen(root);

  const { cells } = page;
  const layout = layoutFor(room, Math.max(cells.length, Math.min(size, tasks.ready.length)));
  const placed = placeClasses(project, settings);
  const left = openCells(page);
  const selected = left.filter(({ lease }) => chosen.has(lease)).map(({ lease }) => lease);
  const cursor = Math.min(cursorAt, Math.max(0, cells.length - 1));
  const under = cells[cursor]?.done === null ? cells[cursor].lease : null;
  /** What a key answers: the selection, or without one the picture under the cursor. */
  const target = selected.length > 0 || under === null ? selected : [under];
  const shown = open !== "first help" && open !== "summary";
  const [idle, endIdle] = useIdle(left.length > 0 && shown, () => clock.cover(true));
  const covered = idle || open !== null;
  const canAnswer = left.length > 0 && !covered && !undoing;

  // Time is taken from when a page is there, and from each batch on.
  const [batches, setBatches] = useState(0);
  const isShown = shown && cells.length > 0;
  useEffect(() => {
    if (isShown) clock.inserted();
  }, [clock, isShown, page.number, batches]);

  /** After something was done with pictures: the cursor goes on to the next that has no answer. */
  const goOn = (done: ReadonlySet<string>) => {
    setChosen(nothing);
    const isNext = (i: number) => cells[i]?.done === null && !done.has(cells[i].lease);
    const after = cells.findIndex((_, i) => i >= cursor && isNext(i));
    setCursor(
      after >= 0
        ? after
        : Math.max(
            0,
            cells.findIndex((_, i) => isNext(i)),
          ),
    );
    setBatches((n) => n + 1);
  };

  const answer = (label: number | null, timeStamp: number, input: MeasuredTime["input"]) => {
    if (!canAnswer) return;
    if (target.length === 0) return setSaid("Select pictures first.");
    const reading = clock.readAt(timeStamp);
    if (!reading) return; // the key was meant for the pictures before
    const { responseMs: batchMs, visibleMs, hiddenCount, quality } = reading;
    const time = { batchMs, visibleMs, hiddenCount, quality, input, shown: left.length };
    if (!feed.submitBatch({ outcome: "batch", batch: newKey(), leases: target, label, time })) return;
    const leases = new Set(target);
    note(leases, { label });
    goOn(leases);
    const word = label === null ? "can’t tell" : (classes[label] ?? "?");
    setSaid(`${pictures(leases.size)}: ${word}.`);
    const before = sitting.current()?.answers ?? 0;
    const { answers } = sitting.note(label === null ? "unsure" : "label", leases.size);
    if (settings.goal !== null && before < settings.goal && answers >= settings.goal) setOpen("summary");
  };

  const skip = () => {
    if (!canAnswer || target.length === 0 || !feed.skipAll(target)) return;
    const leases = new Set(target);
    note(leases, "skipped");
    goOn(leases);
    sitting.note("skip", leases.size);
    setSaid(`${pictures(leases.size)} skipped: they come back later.`);
  };

  /** Without a lease: all of the batch that was given last. */
  const undo = async (lease?: string) => {
    if (undoing || open !== null) return;
    const [last] = tasks.recent;
    const back = tasks.recent.filter((one) =>
      lease === undefined
        ? one === last || (one.batch !== undefined && one.batch === last?.batch)
        : one.lease === lease,
    );
    const problem = await feed.undo(back.map((one) => one.lease));
    const answers = back.filter(({ skipped }) => !skipped).length;
    if (problem === null && answers > 0) sitting.note("undo", answers);
    setSaid(problem ?? (back.length === 1 ? "Taken back." : `${pictures(back.length)} taken back.`));
  };

  const show = (dialog: Open) => {
    clock.cover(dialog !== null);
    setOpen(dialog);
  };
  const focusList = () => {
    list.current?.focus({ preventScroll: true });
    search.current?.focus();
  };
  // At the start, and after a dialog has given the focus back to where it came from.
  useEffect(() => {
    if (!isShown || open !== null) return;
    list.current?.focus({ preventScroll: true });
    search.current?.focus();
  }, [isShown, open]);
  const close = () => {
    if (open === "first help" && unread !== null) noteRead(project.id, unread);
    show(null);
  };
  const resume = () => {
    clock.cover(false);
    endIdle();
  };

  const choose = (leases: readonly string[], include: boolean) =>
    setChosen(including(chosen, leases, include));
  const flaggable = cells.flatMap(({ lease, done }, i) =>
    lease === under || chosen.has(lease) || (i === cursor && done !== null)
      ? [{ lease, name: `Picture ${i + 1}` }]
      : [],
  );

  const obey = (command: GridCommand, timeStamp: number) => {
    if (idle) return resume();
    switch (command.do) {
      case "label":
        return answer(command.label, timeStamp, "key");
      case "unsure":
        return answer(null, timeStamp, "key");
      case "skip":
        return skip();
      case "flag":
        return flaggable.length > 0 ? show("flag") : undefined;
      case "undo":
        return void undo();
      case "help":
        return show("help");
      case "full-screen":
        return toggleFullScreen?.();
      case "choose": {
        const done = cells[cursor];
        if (done && done.done !== null) return void undo(done.lease);
        return under === null ? undefined : choose([under], !chosen.has(under));
      }
      case "choose all":
        return setChosen(new Set(left.map(({ lease }) => lease)));
      case "choose none":
        return setChosen(nothing);
      case "move": {
        const next = moved(cursor, command.to, layout.columns, cells.length);
        setCursor(next);
        if (command.extend)
          choose(
            between(cells, cursor, next)
              .filter(({ done }) => done === null)
              .map(({ lease }) => lease),
            true,
          );
        return;
      }
      case "magnify":
        return setCloser(true);
    }
  };
  const labels = labelsByKey(placed);
  useCommands(
    (press) => gridCommandOf(press, labels),
    singleKeys,
    obey,
    () => setCloser(false),
    needsNoCharacter,
  );

  const { session } = sitting;
  const closest = closer && !covered ? tasks.ready.find(({ lease }) => lease === under) : undefined;

  return (
    <div className="annotator sorting" ref={root}>
      <Status
        name={name}
        other={{ href: `/annotate/${slug}`, name: "One by one", view: "single" }}
        tasks={tasks}
        session={session}
        goal={settings.goal}
        onFullScreen={toggleFullScreen}
        onSettings={() => show("settings")}
        onHelp={() => show("help")}
      />
      <div className="annotator-stage" ref={stage} role="group" aria-label="Pictures">
        {isShown ? (
          <GridCells
            place={list}
            page={page}
            layout={layout}
            project={slug}
            classes={classes}
            smooth={smoothing}
            selection={chosen}
            cursor={cursor}
            onSelect={setChosen}
            onCursor={setCursor}
            onReopen={(lease) => void undo(lease)}
          />
        ) : (
          cells.length === 0 && <NothingToDo tasks={tasks} />
        )}
        {closest && (
          <div className="grid-closer">
            {/* eslint-disable-next-line @next/next/no-img-element -- the browser has it already */}
            <img
              src={addressOf(slug, closest.was ?? closest.lease)}
              alt="The picture under the cursor"
              className={smoothing || closest.picture.naturalWidth > room.height ? "" : "pixelated"}
            />
          </div>
        )}
        {idle && <Paused onResume={resume} />}
      </div>
      <div className="annotator-side">
        {!singleKeys && (
          <KeysOff
            onTurnOn={() => {
              setSingleKeys(true);
              focusList();
            }}
          />
        )}
        {cells.length > 0 && (
          <ClassPad
            searchRef={search}
            task={`${page.number} ${batches}`}
            placed={placed}
            keys={singleKeys && classes.length <= maxKeyedClasses}
            earlier={null}
            disabled={!canAnswer}
            onAnswer={answer}
            onType={idle ? resume : ignore}
          />
        )}
      </div>
      <div className="annotator-tray">
        <Actions
          view="grid"
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
          {refused ?? (selected.length > 0 ? `${selected.length} of ${left.length} selected` : said) ?? hint}
        </p>
        <div className="flex flex-wrap items-center gap-3">
          <button
            type="button"
            className="answer-button answer-button-quiet"
            aria-keyshortcuts="Control+A"
            disabled={!canAnswer}
            onClick={() => obey({ do: selected.length > 0 ? "choose none" : "choose all" }, 0)}
          >
            {selected.length > 0 ? "Select none" : "Select all"}
          </button>
          {room.width >= narrow && <SizeChoice size={wanted} onChange={setWanted} />}
        </div>
      </div>
      <Dialogs
        view="grid"
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
const hint = "Select pictures that show the same, then press its key.";
const pictures = (n: number): string => (n === 1 ? "1 picture" : `${n} pictures`);
