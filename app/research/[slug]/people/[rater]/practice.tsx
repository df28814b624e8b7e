import { PracticeButtons } from "../../../../admin/projects/[slug]/people/practice-buttons.tsx";
import { PracticeState } from "../../../../admin/projects/[slug]/people/practice-state.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { db } from "../../../../_server/database.ts";
import { practiceStanding } from "#db/labelling/practice-people.ts";
import type { Project } from "#db/schema.ts";

/** How somebody did in practice, and what can be done where they have not passed; nothing where there is none. */
export function Practice({
  project,
  person,
  mayDecide,
}: {
  project: Project;
  person: { id: number; displayName: string };
  mayDecide: boolean;
}) {
  const standing = practiceStanding(db(), project, person.id);
  if (!standing) return null;
  return (
    <Card title="Practice">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <PracticeState standing={standing} />
        {mayDecide && <PracticeButtons project={project.id} person={person} standing={standing} />}
      </div>
    </Card>
  );
}
