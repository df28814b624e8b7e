import { pauseWork } from "./pause-action.ts";
import { ActionButton } from "../../../../_ui/action-button.tsx";

/**
 * Pauses somebody's work in a project, or lets them go on.
 * @param many it stands among others' buttons
 * @param atOnce the page has said why: nothing is asked before
 */
export function PauseButton({
  project,
  person,
  paused,
  many = false,
  atOnce = false,
}: {
  project: number;
  person: { id: number; displayName: string };
  paused: boolean;
  many?: boolean;
  atOnce?: boolean;
}) {
  const { id, displayName } = person;
  const whose = many && <span className="sr-only"> {displayName}</span>;
  return paused ? (
    <ActionButton action={pauseWork} fields={{ project, person: id, paused: "no" }}>
      Let go on{whose}
    </ActionButton>
  ) : (
    <ActionButton
      action={pauseWork}
      fields={{ project, person: id, paused: "yes" }}
      {...(!atOnce && {
        confirm: {
          title: `Pause ${displayName}’s work?`,
          text: "They are handed no more pictures here, and are told that their work is paused. What they hold goes back to the queue at once; answers on their way are kept.",
          yes: "Pause",
        },
      })}
    >
      {atOnce ? "Pause their work" : "Pause"}
      {whose}
    </ActionButton>
  );
}
