"use client";

import "../annotate.css";
import "./grid.css";
import { useEffect, useRef, useState } from "react";
import { Actions } from "../actions.tsx";
import { ClassPad } from "../class-pad.tsx";
import { labelsByKey, maxKeyedClasses } from "../class-layout.ts";
import { KeysOff } from "../keys-off.tsx";
import { newKey } from "../new-key.ts";
import { nothingWords, NothingToDo } from "../nothing-to-do.tsx";
import { Paused } from "../paused.tsx";
import { addressOf } from "../picture.ts";
import { Speaks } from "../said.tsx";
import { undoOf } from "../session.ts";
import { useCommands } from "../use-commands.ts";
import { useKeptFocus } from "../use-kept-focus.ts";
import { type AnnotatorProps, useWorkplace } from "../use-workplace.tsx";
import { useRoom } from "../use-room.ts";
import { GridCells } from "./grid-cells.tsx";
import { openCells } from "./grid-page.ts";
import { type GridCommand, gridCommandOf, needsNoCharacter } from "./keys.ts";
import { layoutFor } from "./cell-layout.ts";
import { moved } from "./moved.ts";
import { between, including, nothing, type Selection } from "./selection.ts";
import { SizeChoice, sizeOf } from "./size-choice.tsx";
import { usePage } from "./use-page.ts";
import { ItemPicture } from "../../../_ui/item-picture.tsx";
import type { MeasuredTime } from "#lib/timing/measured.ts";

/** Pictures fetched at a time. */
const loads = 6;
/** A narrow room has no place for more pictures, CSS pixels. */
const [narrow, fewPictures] = [480, 12];

/** Many pictures at once: select those that show the same, and one key answers them all. */
export function Sorter(props: AnnotatorProps) {
  const { slug, classes } = props.project;
  const { place: stage, room } = useRoom();
  const [wanted, setWanted] = useState<number>(sizeOf.usual);
  const size = room.width < narrow ? Math.min(wanted, fewPictures) : wanted;
  const hold = 2 * size;
  const root = useRef<HTMLDivElement>(null);
  const work = useWorkplace(props, "grid", root, { hold, loads });
  const { feed, tasks, clock, placed, smoothing, singleKeys, open, idle, covered, canAnswer, said, say } =
    work;
  useEffect(() => feed.hold(hold), [feed, hold]);
  const { undoing, refused } = tasks;
  const { page, note } = usePage(tasks.ready, size);
  const [chosen, setChosen] = useState<Selection>(nothing);
  const [cursorAt, setCursor] = useState(0);
  const [closer, setCloser] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const search = useRef<{ focus: () => void }>(null);

  const { cells } = page;
  const layout = layoutFor(room, Math.max(cells.length, Math.min(size, tasks.ready.length)));
  const left = openCells(page);
  const selected = left.filter(({ lease }) => chosen.has(lease)).map(({ lease }) => lease);
  const cursor = Math.min(cursorAt, Math.max(0, cells.length - 1));
  const under = cells[cursor]?.done === null ? cells[cursor].lease : null;
  /** Pictures that have their answers stay in sight, to be opened again; that there are no others is said beside them. */
  const over = left.length === 0 ? nothingWords(tasks) : null;
  /** What a key answers: the selection, or without one the picture under the cursor. */
  const target = selected.length > 0 || under === null ? selected : [under];

  // Time is taken from when a page is there, and from each batch on.
  const [batches, setBatches] = useState(0);
  const isShown = work.shown && cells.length > 0;
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
    if (target.length === 0) return say("Select pictures first.");
    const reading = clock.readAt(timeStamp);
    if (!reading) return; // the key was meant for the pictures before
    const { responseMs: batchMs, visibleMs, hiddenCount, quality } = reading;
    const time = { batchMs, visibleMs, hiddenCount, quality, input, shown: left.length };
    if (!feed.submitBatch({ outcome: "batch", batch: newKey(), leases: target, label, time })) return;
    const leases = new Set(target);
    note(leases, { label });
    goOn(leases);
    const word = label === null ? "can’t tell" : (classes[label] ?? "?");
    say(`${pictures(leases.size)}: ${word}.`);
    work.noteAnswers(label === null ? "unsure" : "label", leases.size);
  };

  const skip = () => {
    if (!canAnswer || target.length === 0 || !feed.skipAll(target)) return;
    const leases = new Set(target);
    note(leases, { label: null, skipped: true });
    goOn(leases);
    work.note("skip", leases.size);
    say(`${pictures(leases.size)} skipped: they come back later.`);
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
    // All of a batch were answered alike.
    if (problem === null && back[0]) work.note(undoOf(back[0]), back.length);
    say(problem ?? (back.length === 1 ? "Taken back." : `${pictures(back.length)} taken back.`));
  };

  const focusList = () => {
    (list.current ?? stage.current)?.focus({ preventScroll: true });
    search.current?.focus();
  };
  // At the start, and after a dialog has given the focus back to where it came from.
  useEffect(() => {
    if (!isShown || open !== null) return;
    list.current?.focus({ preventScroll: true });
    search.current?.focus();
  }, [isShown, open]);
  useKeptFocus(focusList);
  const choose = (leases: readonly string[], include: boolean) =>
    setChosen(including(chosen, leases, include));
  const flaggable = cells.flatMap(({ lease, done }, i) =>
    lease === under || chosen.has(lease) || (i === cursor && done !== null)
      ? [{ lease, name: `Picture ${i + 1}` }]
      : [],
  );

  const obey = (command: GridCommand, timeStamp: number) => {
    if (idle) return work.resume();
    switch (command.do) {
      case "label":
        return answer(command.label, timeStamp, "key");
      case "unsure":
        return answer(null, timeStamp, "key");
      case "skip":
        return skip();
      case "flag":
        return flaggable.length > 0 ? work.show("flag") : undefined;
      case "undo":
        return void undo();
      case "help":
        return work.show("help");
      case "full-screen":
        return work.toggleFullScreen?.();
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

  const looked = closer && !covered ? tasks.ready.find(({ lease }) => lease === under) : undefined;

  return (
    <div className="annotator sorting" ref={root}>
      {work.status}
      <div className="annotator-stage" ref={stage} tabIndex={-1} role="group" aria-label="Pictures">
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
        {looked && (
          <div className="grid-closer">
            <ItemPicture
              src={addressOf(slug, looked.was ?? looked.lease)}
              alt="The picture under the cursor"
              smooth={smoothing}
            />
          </div>
        )}
        {idle && <Paused onResume={work.resume} />}
      </div>
      <div className="annotator-side">
        {!singleKeys && (
          <KeysOff
            onTurnOn={() => {
              work.setSingleKeys(true);
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
            onType={idle ? work.resume : ignore}
          />
        )}
      </div>
      <div className="annotator-tray">
        <Actions
          view="grid"
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
            refused ??
            (selected.length > 0 ? `${selected.length} of ${left.length} selected` : null) ??
            (cells.length > 0 ? (over ?? said?.text ?? hint) : null)
          }
          heard={cells.length > 0 ? null : over}
        />
        <div className="flex flex-wrap items-center gap-3">
          <button
            type="button"
            className="answer-button answer-button-quiet"
            aria-keyshortcuts="Control+A"
            aria-disabled={!canAnswer || undefined}
            onClick={() => {
              if (canAnswer) obey({ do: selected.length > 0 ? "choose none" : "choose all" }, 0);
            }}
          >
            {selected.length > 0 ? "Select none" : "Select all"}
          </button>
          {room.width >= narrow && <SizeChoice size={wanted} onChange={setWanted} />}
        </div>
      </div>
      {work.dialogs(flaggable)}
    </div>
  );
}

const ignore = () => undefined;
const hint = "Select pictures that show the same, then press its key.";
const pictures = (n: number): string => (n === 1 ? "1 picture" : `${n} pictures`);
