import { useEffect, useRef, useState } from "react";
import { loadPicture } from "../picture.ts";

/**
 * The picture under a key, decoded; null while it comes.
 * @param next fetched ahead, so that it is there when it is wanted
 */
export function usePictures(
  project: string,
  key: string | null,
  next: string | null,
): HTMLImageElement | null {
  const [loaded, setLoaded] = useState<ReadonlyMap<string, HTMLImageElement>>(new Map());
  const asked = useRef(new Set<string>());
  useEffect(() => {
    const load = async (one: string) => {
      asked.current.add(one);
      const picture = await loadPicture(project, one);
      setLoaded((now) => new Map([...now].slice(-3)).set(one, picture));
    };
    for (const one of [key, next]) if (one !== null && !asked.current.has(one)) void load(one);
  }, [project, key, next]);
  return key === null ? null : (loaded.get(key) ?? null);
}
