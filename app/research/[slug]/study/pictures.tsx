import Link from "next/link";
import { ItemPicture } from "../../../_ui/item-picture.tsx";
import type { PictureOf } from "#db/dataset/item-pictures.ts";
import { leadsHref } from "#lib/items/leads.ts";
import type { PictureGroup } from "#lib/study/section.ts";

/** Pictures of items in named groups; what cannot be found is left out. */
export function Pictures({
  groups,
  pictures,
  slug,
}: {
  groups: readonly PictureGroup[];
  pictures: ReadonlyMap<number, PictureOf>;
  slug: string;
}) {
  return (
    <div className="flex flex-col gap-6">
      {groups.map(({ title, itemIds, leads }) => (
        <div key={title}>
          <h3 className="mb-2 text-sm font-medium">
            {leads ? (
              <Link
                href={leadsHref(leads)}
                prefetch={false}
                className="underline decoration-line-strong underline-offset-4 hover:decoration-ink"
              >
                {title}
              </Link>
            ) : (
              title
            )}
          </h3>
          {itemIds.length === 0 ? (
            <p className="text-sm text-muted">None.</p>
          ) : (
            <ul className="grid grid-cols-[repeat(auto-fill,minmax(3.5rem,1fr))] gap-2">
              {itemIds.flatMap((id) => {
                const picture = pictures.get(id);
                return picture
                  ? [
                      <li key={id}>
                        <Picture picture={picture} slug={slug} />
                      </li>,
                    ]
                  : [];
              })}
            </ul>
          )}
        </div>
      ))}
    </div>
  );
}

/** One item's image, small ones enlarged without blur. */
export const Picture = ({ picture: { id, name }, slug }: { picture: PictureOf; slug: string }) => (
  <ItemPicture
    src={`/api/images/${id}?project=${encodeURIComponent(slug)}`}
    alt={name}
    title={name}
    className="aspect-square w-full rounded-md bg-sunken object-contain"
  />
);
