import { useEffect, useRef } from "react";
import { AnswerButton } from "../answer-button.tsx";
import { ClassPad, rowsOnAPhone } from "../class-pad.tsx";
import { labelsByKey, maxKeyedClasses, type Placed } from "../class-layout.ts";
import { drawingOf } from "../drawing.ts";
import { Heading } from "../heading.tsx";
import { KeysOff } from "../keys-off.tsx";
import { type Command, commandOf } from "../keys.ts";
import { type Looking, Stage } from "../stage.tsx";
import { HelpTool } from "../tool.tsx";
import { useCommands } from "../use-commands.ts";
import { usePreference } from "../use-preference.ts";
import { useRoom } from "../use-room.ts";
import type { Practice } from "./ask.ts";
import { FeedbackOf } from "./feedback.tsx";
import type { Told } from "./page-of-practice.tsx";
import { usePictures } from "./use-pictures.ts";
import { Button } from "../../../_ui/button.tsx";
import { Notice } from "../../../_ui/notice.tsx";
import { Progress } from "../../../_ui/progress.tsx";

/** One picture of a round as labelling shows it, with the same buttons and keys; after the answer, what it is. */
export function Round({
  name,
  project,
  classes,
  placed,
  practice,
  told,
  problem,
  busy,
  singleKeys,
  covered,
  onSingleKeys,
  onAnswer,
  onNext,
  onAgain,
  onHelp,
}: {
  /** of the project */
  name: string;
  /** its short name */
  project: string;
  classes: readonly string[];
  placed: readonly Placed[];
  practice: Practice;
  /** the picture on the screen was answered */
  told: Told | null;
  problem: string | null;
  busy: boolean;
  singleKeys: boolean;
  /** something stands before the picture */
  covered: boolean;
  onSingleKeys: (value: boolean) => void;
  onAnswer: (picture: string, label: number | null) => void;
  onNext: () => void;
  /** ask the server where the round stands */
  onAgain: () => void;
  onHelp: () => void;
}) {
  const { open, last } = practice;
  const [next = null, following = null] = open?.next ?? [];
  const shown = told?.picture ?? next;
  const picture = usePictures(project, shown, told ? next : following);
  const { place, room, devicePixelRatio } = useRoom();
  const [smoothing] = usePreference("smoothing", false);
  const looking = useRef<Looking>(null);
  const search = useRef<{ focus: () => void }>(null);
  const drawing = picture && drawingOf(picture, room, devicePixelRatio, smoothing);
  const canAnswer = picture !== null && told === null && !busy && !covered;

  // A new picture has the focus, as in labelling; after the answer it is the button that goes on.
  useEffect(() => {
    if (told !== null || shown === null) return;
    place.current?.focus({ preventScroll: true });
    search.current?.focus();
  }, [told, shown, place]);

  const answer = (label: number | null) => {
    if (canAnswer && shown !== null) onAnswer(shown, label);
  };
  const obey = (command: Command) => {
    switch (command.do) {
      case "label":
        return answer(command.label);
      case "unsure":
        return told ? onNext() : answer(null);
      case "skip":
        return told ? onNext() : undefined;
      case "help":
        return onHelp();
      case "zoom":
        return looking.current?.step(command.by);
      case "pan":
        return looking.current?.pan(command.x, command.y);
      case "magnify":
        return told ? onNext() : looking.current?.magnify(true);
      default:
        return undefined;
    }
  };
  const labels = labelsByKey(placed);
  useCommands(
    (press) => commandOf(press, labels),
    singleKeys,
    obey,
    () => looking.current?.magnify(false),
  );

  const answered = open?.answered ?? last?.answered ?? 0;
  const right = open?.right ?? last?.right ?? 0;
  const of = open ? practice.pictures : answered;
  return (
    <div className="annotator" style={rowsOnAPhone(classes)}>
      <header className="annotator-status">
        <Heading title={`Practice for ${name}`}>
          <HelpTool onPress={onHelp} />
        </Heading>
        <div className="annotator-progress">
          <div className="min-w-16 flex-1">
            <Progress value={of === 0 ? 0 : answered / of} label="Practice done" tone="people" />
          </div>
          <p className="whitespace-nowrap tabular-nums" data-testid="practice-progress">
            {answered} of {of} · {right} right
          </p>
        </div>
      </header>
      <div
        className="annotator-stage"
        ref={place}
        tabIndex={-1}
        role="group"
        aria-label={`Practice picture ${Math.min(of, answered + (told ? 0 : 1))} of ${of}`}
      >
        {picture && drawing && shown !== null ? (
          <Stage
            key={shown}
            ref={looking}
            image={picture}
            room={room}
            drawing={drawing}
            devicePixelRatio={devicePixelRatio}
            smooth={smoothing}
            covered={covered}
            onInserted={ignore}
            onZoom={ignore}
          >
            {null}
          </Stage>
        ) : (
          <div className="grid h-full place-content-center text-center" aria-busy>
            {shown === null ? "There is no picture left here." : "Loading the picture …"}
          </div>
        )}
      </div>
      <div className="annotator-side">
        {!singleKeys && <KeysOff onTurnOn={() => onSingleKeys(true)} />}
        {told ? (
          <FeedbackOf
            key={told.picture}
            told={told}
            classes={classes}
            last={open === null}
            keys={singleKeys}
            onNext={onNext}
          />
        ) : (
          <ClassPad
            searchRef={search}
            task={shown ?? ""}
            placed={placed}
            keys={singleKeys && classes.length <= maxKeyedClasses}
            earlier={null}
            disabled={!canAnswer}
            onAnswer={answer}
            onType={ignore}
          />
        )}
      </div>
      <div className="annotator-tray">
        {!told && (
          <div className="annotator-actions">
            <AnswerButton
              label={null}
              shortcut={singleKeys ? "Space" : null}
              disabled={!canAnswer}
              onAnswer={answer}
              title="You could not tell from this picture"
              quiet
            >
              Can’t tell
            </AnswerButton>
          </div>
        )}
        {(problem !== null || shown === null) && (
          <div className="flex flex-wrap items-center gap-3">
            {problem !== null && <Notice tone="danger">{problem}</Notice>}
            <Button onClick={onAgain} disabled={busy}>
              Go on
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

const ignore = () => undefined;
