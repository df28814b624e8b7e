import { takeDecision } from "./actions.ts";
import { Picture } from "../../../../research/[slug]/study/pictures.tsx";
import { ActionButton } from "../../../../_ui/action-button.tsx";
import { Badge } from "../../../../_ui/badge.tsx";
import { LocalTime } from "../../../../_ui/local-time.tsx";
import type { PictureOf } from "#db/dataset/item-pictures.ts";
import type { StandingDecision } from "#db/labelling/review.ts";
import { numbered } from "#lib/numbers.ts";

/** What was decided last: by whom, when, between how many answers, and whether gold was set from it. */
export const Decided = ({
  project,
  slug,
  classes,
  decisions,
  pictures,
}: {
  project: number;
  slug: string;
  classes: readonly string[];
  decisions: readonly StandingDecision[];
  pictures: ReadonlyMap<number, PictureOf>;
}) => (
  <ul className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
    {decisions.map(({ itemId, label, at, by, gold, answers }) => {
      const picture = pictures.get(itemId);
      return (
        picture && (
          <li key={itemId} className="flex min-w-0 items-start gap-3 text-sm">
            <div className="w-14 shrink-0">
              <Picture picture={picture} slug={slug} />
            </div>
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-2 font-medium break-words">
                {label === null ? "Cannot be decided" : (classes[label] ?? "?")}
                {gold && <Badge tone="accent">gold</Badge>}
              </p>
              <p className="text-muted">
                {by ?? "Command line"}, <LocalTime at={at} />
              </p>
              <p className="text-muted">between {numbered(answers, "answer")}</p>
            </div>
            <ActionButton action={takeDecision} fields={{ project, item: itemId }} look="quiet">
              Take back<span className="sr-only"> the decision on {picture.name}</span>
            </ActionButton>
          </li>
        )
      );
    })}
  </ul>
);
