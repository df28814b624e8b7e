import Link from "next/link";
import { Picture } from "../../study/pictures.tsx";
import { Badge } from "../../../../_ui/badge.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { duration } from "../../../../_ui/format.ts";
import type { PictureOf } from "#db/dataset/item-pictures.ts";
import { itemsLink } from "#lib/items/link.ts";
import type { LatestAnswer, PersonView } from "#db/views/person.ts";

/** Their latest answers as pictures, with what else is known of each. */
export function Latest({
  view,
  classes,
  slug,
  pictures,
}: {
  view: PersonView;
  classes: readonly string[];
  slug: string;
  pictures: ReadonlyMap<number, PictureOf>;
}) {
  const named = (label: number) => (label < 0 ? "cannot tell" : (classes[label] ?? "?"));
  return (
    <Card
      title="Latest answers"
      aside={
        <Link
          href={itemsLink({ said: [{ rater: `person-${view.raterId}`, answer: "any" }] }, "last")}
          className="underline decoration-line-strong underline-offset-4 hover:text-ink"
        >
          All that stand
        </Link>
      }
    >
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(6.5rem,1fr))] gap-x-4 gap-y-5">
        {view.latest.map((answer) => {
          const picture = pictures.get(answer.itemId);
          const { against, differs } = compared(answer, named);
          return (
            picture && (
              <li key={answer.itemId} className="min-w-0 text-xs">
                <Link
                  href={`/research/${slug}/items/${answer.itemId}`}
                  // What is dimmed is the picture alone: words have to stay readable.
                  className={answer.setAside ? "block opacity-60" : "block"}
                >
                  <Picture picture={picture} slug={slug} />
                </Link>
                <p className="mt-1.5 font-medium break-words">{named(answer.label)}</p>
                {against && (
                  <p className={`break-words ${differs ? "text-danger" : "text-muted"}`}>{against}</p>
                )}
                <p className="text-muted tabular-nums">{duration(answer.ms)}</p>
                {answer.setAside && <Badge tone="warning">set aside</Badge>}
              </li>
            )
          );
        })}
      </ul>
    </Card>
  );
}

function compared(
  { label, gold, others }: LatestAnswer,
  named: (label: number) => string,
): { against: string | null; differs: boolean } {
  const [known, whose] = gold >= 0 ? [gold, "gold"] : [others, "others"];
  if (known < 0) return { against: null, differs: false };
  return { against: `${whose}: ${named(known)}`, differs: label >= 0 && label !== known };
}
