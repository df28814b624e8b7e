import Link from "next/link";
import { annotateAllTheSame } from "./actions.ts";
import { ActionButton } from "../_ui/action-button.tsx";
import type { Place } from "#db/people/members.ts";

/** Projects that do not ask this person, since they see the gold: where they look at it, and the way round. */
export function Sighted({ places }: { places: readonly Place[] }) {
  if (places.length === 0) return null;
  return (
    <section aria-labelledby="sighted" className="mt-10 first:mt-0">
      <h2 id="sighted">Not asked of you</h2>
      <p className="mt-1 max-w-prose text-sm text-muted">
        You can see what is known to be right in these projects, and answers are to be blind. An admin of a
        project can decide otherwise, for each person.
      </p>
      <ul className="mt-4 flex flex-col divide-y divide-line/60 border-y border-line">
        {places.map(({ project, role }) => (
          <li key={project.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 text-sm">
            <Link
              href={`/research/${project.slug}`}
              className="min-w-0 flex-1 font-medium underline-offset-4 hover:underline"
            >
              {project.name}
            </Link>
            {role === "admin" && (
              <ActionButton
                action={annotateAllTheSame}
                fields={{ project: project.id }}
                confirm={{
                  title: `Annotate ${project.name} all the same?`,
                  text: "You can see its gold labels, so your answers will not be blind. The activity of the project says that you decided this.",
                  yes: "Annotate",
                }}
              >
                Annotate all the same<span className="sr-only"> {project.name}</span>
              </ActionButton>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
