import Link from "next/link";
import { percent } from "../../../_ui/format.ts";
import { ItemPicture } from "../../../_ui/item-picture.tsx";
import type { Tile } from "#db/views/items/tiles.ts";
import type { Sort } from "#lib/items/filter.ts";

export type TileWords = { classes: readonly string[]; sort: Sort };

/** One picture, what it is (or what people say it is) and what the machine says of it; leads to all that is known of the item. */
export function GalleryTile({
  tile,
  index,
  slug,
  search,
  tabStop,
  selected,
  choose,
  onFocus,
  classes,
  sort,
}: {
  tile: Tile;
  /** in the gallery, from 0 */
  index: number;
  slug: string;
  search: string;
  /** where Tab comes to; arrow keys reach the others */
  tabStop: boolean;
  /** null: this person may select nothing */
  selected: boolean | null;
  choose: ((index: number, range: boolean) => void) | null;
  onFocus: () => void;
} & TileWords) {
  const { id, name, gold, top, confidence, votes } = tile;
  const className = (label: number) => classes[label] ?? "?";
  const wrong = gold !== null && top !== null && gold !== top;
  const more = detail(tile, sort);
  const known =
    gold !== null
      ? `gold ${className(gold)}`
      : votes === null
        ? "no gold, no labels yet"
        : `no gold, people say ${votes.label === null ? "different things" : className(votes.label)} (${votes.most} of ${votes.of})`;
  const href = `/research/${slug}/items/${id}${search && `?${search}`}`;
  return (
    <li data-tile={index} className="group relative min-w-0 text-xs leading-snug">
      <Link
        href={href}
        prefetch={false}
        tabIndex={tabStop ? 0 : -1}
        onFocus={onFocus}
        onClick={(event) => {
          if (!choose || !(event.shiftKey || event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          choose(index, event.shiftKey);
        }}
        aria-label={`${name}, ${known}`}
        className={`block overflow-hidden rounded-control ${selected ? "ring-3 ring-accent" : ""}`}
      >
        <ItemPicture
          src={`/api/images/${id}?project=${encodeURIComponent(slug)}`}
          alt=""
          loading="lazy"
          decoding="async"
          className="aspect-square w-full bg-sunken object-contain transition-opacity hover:opacity-85"
        />
      </Link>
      {selected !== null && choose && (
        <label
          className={`absolute top-0 left-0 grid size-11 cursor-pointer place-items-center transition-opacity sm:size-9 ${selected ? "" : "sm:opacity-0 sm:group-focus-within:opacity-100 sm:group-hover:opacity-100"}`}
        >
          <input
            type="checkbox"
            tabIndex={-1}
            checked={selected}
            aria-label={`Select ${name}`}
            className="size-5 cursor-pointer accent-accent"
            onChange={({ nativeEvent }) =>
              choose(index, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
            }
          />
        </label>
      )}
      <p className="mt-1.5 truncate font-medium" title={`${name}: ${known}`}>
        {sort === "name" ? (
          name
        ) : gold !== null ? (
          className(gold)
        ) : votes ? (
          <span className="text-people">
            {votes.label === null ? "people differ" : className(votes.label)}
            {votes.of > 1 && <span className="font-normal"> · {`${votes.most} of ${votes.of}`}</span>}
          </span>
        ) : (
          <span className="text-muted">no labels yet</span>
        )}
      </p>
      {top !== null && (
        <p className="flex gap-1 text-machine tabular-nums" title="what the machine says">
          <span
            className={`truncate ${wrong ? "underline decoration-danger decoration-2 underline-offset-2" : ""}`}
          >
            {className(top)}
          </span>
          <span className="ml-auto shrink-0">{percent(confidence, 0)}</span>
        </p>
      )}
      {more && <p className="truncate text-muted tabular-nums">{more}</p>}
    </li>
  );
}

/** What the items are ordered by, where it is not shown anyway. */
function detail({ score, disagreement }: Tile, sort: Sort): string | null {
  if (sort === "score") return score === null || score < 0 ? "always asked" : `score ${percent(score, 0)}`;
  return sort === "disagreement" ? `${percent(disagreement, 0)} disagree` : null;
}
