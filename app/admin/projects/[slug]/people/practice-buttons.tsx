import { giveAnotherTry, letInWithout } from "./practice-actions.ts";
import { ActionButton } from "../../../../_ui/action-button.tsx";
import type { PracticeStanding } from "#db/labelling/practice-people.ts";

/** What an admin can do for somebody who has not passed practice. @param many it stands among others' buttons */
export function PracticeButtons({
  project,
  person,
  standing: { due, triesLeft },
  many = false,
}: {
  project: number;
  person: { id: number; displayName: string };
  standing: Pick<PracticeStanding, "due" | "triesLeft">;
  many?: boolean;
}) {
  if (!due) return null;
  const fields = { project, person: person.id };
  const whose = many && <span className="sr-only"> for {person.displayName}</span>;
  return (
    <div className="flex flex-wrap gap-2">
      {triesLeft !== null && (
        <ActionButton action={giveAnotherTry} fields={fields}>
          Give another try{whose}
        </ActionButton>
      )}
      <ActionButton
        action={letInWithout}
        fields={fields}
        confirm={{
          title: `Let ${person.displayName} in without practice?`,
          text: "They label from now on as if they had passed.",
          yes: "Let them in",
        }}
      >
        Let in without practice{whose}
      </ActionButton>
    </div>
  );
}
