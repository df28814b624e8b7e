import Link from "next/link";
import { Card } from "../../../../_ui/card.tsx";
import { whole } from "../../../../_ui/format.ts";
import { Info } from "../../../../_ui/info.tsx";
import { db } from "../../../../_server/database.ts";
import { neighboursOf } from "../../../../_server/views.ts";
import { ItemPicture } from "../../../../_ui/item-picture.tsx";
import type { Authorized } from "#db/access.ts";
import type { Project } from "#db/schema.ts";
import { tilesOf } from "#db/views/items/tiles.ts";

const definition = [
  "The pictures whose features are most like this one’s: the largest cosine of the angle between the numbers that a frozen encoder made of each. 1 is the same picture.",
  "Near pictures with different labels are worth a look.",
];

/** The pictures most like this one, where an encoder has seen the project. */
export async function Alike({ project, item }: { project: Authorized<Project, "researcher">; item: number }) {
  const found = await neighboursOf(project.id, item);
  if (!found || found.items.length === 0) return null;
  const tiles = tilesOf(
    db(),
    project,
    found.items.map(({ id }) => id),
    project.activeRunId ?? -1,
  );
  const cosines = new Map(found.items.map(({ id, cosine }) => [id, cosine]));
  return (
    <Card
      className="mt-6"
      title={
        <span className="flex items-center gap-2">
          Pictures like this one <Info about="likeness" text={definition} />
        </span>
      }
      aside={`by ${found.encoder}${found.compared < found.of ? `, among the first ${whole(found.compared)} items` : ""}`}
    >
      <ul className="grid grid-cols-3 gap-x-3 gap-y-4 sm:grid-cols-6 lg:grid-cols-12">
        {tiles.map(({ id, name, gold, top, votes }) => {
          const label = gold ?? top ?? votes?.label ?? null;
          const look = gold !== null ? "" : top !== null ? "text-machine" : "text-people";
          return (
            <li key={id} className="min-w-0 text-xs">
              <Link
                href={`/research/${project.slug}/items/${id}`}
                aria-label={name}
                className="block overflow-hidden rounded-control"
              >
                <ItemPicture
                  src={`/api/images/${id}?project=${encodeURIComponent(project.slug)}`}
                  alt=""
                  loading="lazy"
                  className="aspect-square w-full bg-sunken object-contain hover:opacity-85"
                />
              </Link>
              <p className={`mt-1 truncate font-medium ${look}`}>
                {label === null ? "–" : (project.classes[label] ?? "?")}
              </p>
              <p className="text-muted tabular-nums">{(cosines.get(id) ?? 0).toFixed(3)}</p>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
