import { Badge } from "../../../../_ui/badge.tsx";
import { LocalTime } from "../../../../_ui/local-time.tsx";
import type { PracticeStanding } from "#db/labelling/practice-people.ts";
import { numbered } from "#lib/numbers.ts";

/** Where somebody is with practice, in a word and a line. */
export function PracticeState({ standing }: { standing: PracticeStanding }) {
  const { round, letInAt, tries, triesLeft, due, underWay } = standing;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted tabular-nums">
      <Word standing={standing} />
      {round && (
        <span>
          {round.right} of {round.answered} right, <LocalTime at={round.endedAt} />
        </span>
      )}
      {!round?.passed && letInAt !== null && (
        <span>
          let in <LocalTime at={letInAt} />
        </span>
      )}
      {tries > 0 && (
        <span>
          {numbered(tries, "try", "tries")}
          {due && triesLeft !== null && `, ${triesLeft} left`}
          {underWay && ", one under way"}
        </span>
      )}
    </div>
  );
}

function Word({
  standing: { round, letInAt, due, tries, triesLeft, underWay },
}: {
  standing: PracticeStanding;
}) {
  if (round?.passed) return <Badge tone="accent">passed</Badge>;
  if (letInAt !== null) return <Badge tone="accent">let in</Badge>;
  if (!due) return <Badge>not needed</Badge>;
  if (triesLeft === 0 && !underWay) return <Badge tone="warning">no tries left</Badge>;
  return <Badge>{tries === 0 ? "not begun" : underWay ? "under way" : "not passed yet"}</Badge>;
}
