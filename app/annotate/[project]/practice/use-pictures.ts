import { useEffect, useState } from "react";
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
  useEffect(() => {
    let wanted = true;
    const load = async (one: string) => {
      const picture = await loadPicture(project, one);
      if (wanted) setLoaded((now) => new Map([...now].slice(-3)).set(one, picture));
    };
    for (const one of [key, next]) if (one !== null && !loaded.has(one)) void load(one);
    return () => {
      wanted = false;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what is loaded asks for nothing more
  }, [project, key, next]);
  return key === null ? null : (loaded.get(key) ?? null);
}
