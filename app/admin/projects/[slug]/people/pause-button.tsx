import { pauseWork } from "./pause-action.ts";
import { ActionButton } from "../../../../_ui/action-button.tsx";

/** Pauses somebody's work in a project, or lets them go on. @param many: it stands among others' buttons */
export function PauseButton({
  project,
  person,
  paused,
  many = false,
}: {
  project: number;
  person: { id: number; displayName: string };
  paused: boolean;
  many?: boolean;
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
      confirm={{
        title: `Pause ${displayName}’s work?`,
        text: "They are handed no more pictures here, and are told that their work is paused. What they hold goes back to the queue at once; answers on their way are kept.",
        yes: "Pause",
      }}
    >
      Pause{whose}
    </ActionButton>
  );
}
