"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { z } from "zod";
import type { Tile } from "#db/views/items/tiles.ts";
import { type ItemPlace, itemPlace, placeText } from "#lib/items/place.ts";

export type ItemsPage = { tiles: Tile[]; next: ItemPlace | null };

/** Our own server's answer, of the type that it gives it. */
const tile = z.custom<Tile>((value) => typeof value === "object" && value !== null && "ordinal" in value);
const page = z.object({ tiles: z.array(tile), next: itemPlace.nullable() });

declare global {
  /** What was loaded of the gallery that was looked at last, for whoever comes back to it. */
  var tandemGallery: { of: string; first: string; loaded: ItemsPage } | undefined;
}

const idsOf = (tiles: readonly Tile[]): string => tiles.map(({ id }) => id).join(",");

/**
 * The gallery as far as it was loaded, and more of it on demand.
 * @param first what the server has sent with the page
 */
export function usePages(slug: string, search: string, first: ItemsPage) {
  const of = `${slug}?${search}`;
  const [loaded, setLoaded] = useState<ItemsPage>(() => {
    const kept = globalThis.tandemGallery;
    return kept?.of === of && kept.first === idsOf(first.tiles) ? kept.loaded : first;
  });
  const [problem, setProblem] = useState<string | null>(null);
  const busy = useRef(false);
  /** as it is, before it is shown: the end of a list may come into sight twice before React has drawn what came */
  const newest = useRef(loaded);
  useEffect(() => {
    globalThis.tandemGallery = { of, first: idsOf(first.tiles), loaded };
  }, [of, first, loaded]);

  const more = useCallback(async () => {
    const { tiles, next } = newest.current;
    if (busy.current || next === null) return;
    busy.current = true;
    try {
      const params = new URLSearchParams(search);
      params.set("after", placeText(next));
      const reply = await fetch(`/api/projects/${encodeURIComponent(slug)}/items?${params.toString()}`);
      if (!reply.ok) throw new Error(`status ${reply.status}`);
      const found = page.parse(await reply.json());
      newest.current = { tiles: [...tiles, ...found.tiles], next: found.next };
      setLoaded(newest.current);
      setProblem(null);
    } catch {
      setProblem("More could not be loaded.");
    } finally {
      busy.current = false;
    }
  }, [search, slug]);
  return { ...loaded, more, problem };
}
