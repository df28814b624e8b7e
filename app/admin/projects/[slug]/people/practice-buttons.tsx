import { giveAnotherTry, letInNoMore, letInWithout } from "./practice-actions.ts";
import { ActionButton } from "../../../../_ui/action-button.tsx";
import type { PracticeStanding } from "#db/labelling/practice-people.ts";

/** What an admin can do for somebody who has not passed practice. @param many it stands among others' buttons */
export function PracticeButtons({
  project,
  person,
  standing: { due, triesLeft, letInAt, round },
  many = false,
}: {
  project: number;
  person: { id: number; displayName: string };
  standing: Pick<PracticeStanding, "due" | "triesLeft" | "letInAt" | "round">;
  many?: boolean;
}) {
  const fields = { project, person: person.id };
  const whose = many && <span className="sr-only"> for {person.displayName}</span>;
  if (letInAt !== null && !round?.passed)
    return (
      <ActionButton
        action={letInNoMore}
        fields={fields}
        confirm={{
          title: `Have ${person.displayName} practise after all?`,
          text: "They are asked about nothing more until they pass. What they have answered stays.",
          yes: "Have them practise",
        }}
      >
        Take back{whose}
      </ActionButton>
    );
  if (!due) return null;
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
