"use client";

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { ChangeBar } from "./change-bar.tsx";
import { GalleryTile, type TileWords } from "./gallery-tile.tsx";
import { useSelection } from "./use-selection.ts";
import { type ItemsPage, usePages } from "./use-pages.ts";
import { Button } from "../../../_ui/button.tsx";
import { whole } from "../../../_ui/format.ts";
import { Notice } from "../../../_ui/notice.tsx";
import type { Tile } from "#db/views/items/tiles.ts";

export type Bulk = Pick<Parameters<typeof ChangeBar>[0], "project" | "tags" | "fitting">;

/** Tiles that are drawn or left out together: a number that fills rows of 3, 4, 5 and 6. */
const perSection = 60;

/**
 * Pictures of items, more of them as one scrolls. What is far out of sight is not drawn, so that a page of a hundred
 * thousand pictures stays light. One tab stop; arrow keys go from picture to picture.
 */
export function Gallery({
  slug,
  search,
  first,
  bulk,
  ...words
}: {
  slug: string;
  search: string;
  first: ItemsPage;
  /** of those who may change items: what they can do with a selection */
  bulk: Bulk | null;
} & Pick<TileWords, "classes" | "sort">) {
  const { tiles, next, more, problem } = usePages(slug, search, first);
  const [focus, setFocus] = useState(0);
  const frame = useRef<HTMLDivElement>(null);
  const selection = useSelection(tiles);
  const choose = bulk ? selection.choose : null;

  const go = (to: number) => {
    const at = Math.min(Math.max(to, 0), tiles.length - 1);
    setFocus(at);
    frame.current?.querySelector<HTMLElement>(`[data-tile="${at}"] a`)?.focus();
    if (at >= tiles.length - perSection) void more();
  };
  const keyed = (event: KeyboardEvent) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-tile]")) return;
    if (choose && event.key === " ") {
      event.preventDefault();
      return choose(focus, event.shiftKey);
    }
    if (choose && event.key === "a" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return selection.selectLoaded();
    }
    if (event.key === "Escape") return selection.clear();
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const across = columnsOf(frame.current);
    const steps: Record<string, number> = {
      ...{ ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across },
      ...{ Home: -focus, End: tiles.length - 1 - focus },
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    if (focus + step < 0 || focus + step >= tiles.length) return;
    if (choose && event.shiftKey) selection.extend(focus, focus + step);
    go(focus + step);
  };
  const sections: Tile[][] = [];
  for (let from = 0; from < tiles.length; from += perSection)
    sections.push(tiles.slice(from, from + perSection));
  return (
    <div ref={frame} onKeyDown={keyed} className="flex flex-col gap-x-3 gap-y-5">
      {sections.map((own, nth) => (
        <Section key={nth} near={nth < 2}>
          {own.map((tile, at) => {
            const index = nth * perSection + at;
            return (
              <GalleryTile
                key={tile.id}
                {...{ tile, index, slug, search, tabStop: index === focus, ...words }}
                selected={choose ? selection.has(tile.id) : null}
                choose={choose}
                onFocus={() => setFocus(index)}
              />
            );
          })}
        </Section>
      ))}
      {problem ? (
        <Notice tone="warning">
          <span className="flex flex-wrap items-center justify-between gap-3">
            {problem} <Button onClick={() => void more()}>Try again</Button>
          </span>
        </Notice>
      ) : (
        next !== null && <More key={`${next.key} ${next.at}`} looked={tiles.length} more={more} />
      )}
      {bulk && selection.some && (
        <ChangeBar
          {...{ ...bulk, slug, search, selected: selection.ids, all: selection.all }}
          selectAll={selection.selectAll}
          clear={selection.clear}
        />
      )}
    </div>
  );
}

/** How many tiles stand in the first row. */
function columnsOf(frame: HTMLElement | null): number {
  const tiles = [...(frame?.querySelectorAll<HTMLElement>("[data-tile]") ?? [])];
  const top = tiles[0]?.offsetTop;
  const second = tiles.findIndex(({ offsetTop }) => offsetTop !== top);
  return Math.max(1, second < 0 ? tiles.length : second);
}

/** Some tiles, drawn while they are near what is seen; as high as they were, while they are not. */
function Section({ near: nearAtFirst, children }: { near: boolean; children: React.ReactNode }) {
  const place = useRef<HTMLUListElement>(null);
  const [near, setNear] = useState(nearAtFirst);
  const [height, setHeight] = useState(1200);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry) return;
        const focused = element.contains(document.activeElement);
        if (!entry.isIntersecting && element.childElementCount > 0)
          setHeight(entry.boundingClientRect.height);
        setNear(entry.isIntersecting || focused);
      },
      { rootMargin: "1500px 0px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <ul
      ref={place}
      style={near ? undefined : { height }}
      className={
        near ? "grid grid-cols-3 gap-x-3 gap-y-5 sm:grid-cols-4 md:grid-cols-5 lg:grid-cols-6" : "list-none"
      }
    >
      {near && children}
    </ul>
  );
}

/** At the end of what is loaded: as soon as it comes near, more is asked for. */
function More({ looked, more }: { looked: number; more: () => Promise<void> }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && void more(), {
      rootMargin: "1200px 0px",
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [more]);
  return (
    <div ref={place} role="status" className="py-6 text-center text-sm text-muted tabular-nums">
      {whole(looked)} shown, looking for more…
    </div>
  );
}
