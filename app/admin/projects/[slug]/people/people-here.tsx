import Link from "next/link";
import { LocalTime } from "../../../../_ui/local-time.tsx";
import type { PersonHere } from "#db/views/people-here.ts";
import { numbered } from "#lib/numbers.ts";

/** Who has answered here, each leading to their work. */
export const PeopleHere = ({ slug, people }: { slug: string; people: readonly PersonHere[] }) =>
  people.length === 0 ? (
    <p className="text-sm text-muted">Nobody has answered here yet.</p>
  ) : (
    <ul className="flex flex-col divide-y divide-line/60 text-sm">
      {people.map(({ raterId, displayName, answers, last }) => (
        <li
          key={raterId}
          className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 py-2.5 first:pt-0 last:pb-0"
        >
          <Link
            href={`/research/${slug}/people/${raterId}`}
            className="min-w-0 flex-[1_0_100%] truncate font-medium underline decoration-line-strong underline-offset-4 hover:decoration-ink sm:flex-[1_1_10rem]"
          >
            {displayName}
          </Link>
          <span className="text-muted tabular-nums">
            {answers === 0 ? "no answers that stand" : numbered(answers, "answer")}
            {last !== null && (
              <>
                , the last <LocalTime at={last} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
