import type { RecentAnswer } from "./feed-snapshot.ts";

const shown = 8;

/** One's own last answers, the newest first. */
export function Recent({
  answers,
  classes,
  project,
}: {
  answers: readonly RecentAnswer[];
  classes: readonly string[];
  project: string;
}) {
  if (answers.length === 0) return null;
  return (
    <section aria-label="Your last answers" className="w-full border-t border-line pt-4">
      <ol className="flex flex-wrap gap-3">
        {answers.slice(0, shown).map(({ lease, label }) => {
          const name = label === null ? "can’t tell" : (classes[label] ?? "?");
          return (
            <li
              key={lease}
              title={name}
              className="flex w-16 shrink-0 flex-col items-center gap-1 text-xs text-muted"
            >
              {/* A few small pictures that the browser has already: an optimiser would fetch them again. */}
              {/* eslint-disable-next-line @next/next/no-img-element */}
              <img
                src={`/api/images/${lease}?project=${encodeURIComponent(project)}`}
                alt=""
                width={40}
                height={40}
                className="size-10 rounded-md object-cover"
              />
              <span className="line-clamp-2 max-w-full text-center [overflow-wrap:anywhere]">{name}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
