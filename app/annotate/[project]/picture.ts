/** Where the picture of a lease is. */
export const addressOf = (project: string, lease: string): string =>
  `/api/images/${lease}?project=${encodeURIComponent(project)}`;

const retryMs = [1000, 3000];
/** The server has said that it cannot get at the picture just now: it is asked again after so long, ms. */
const awayMs = 5000;

/** What somebody who waits for a picture wants to know, and lets know. */
export type Waits = {
  /** The server cannot get at pictures just now, or can again. */
  away: (away: boolean) => void;
  /** Is the picture still waited for? */
  wanted: () => boolean;
};
const patient: Waits = { away: () => undefined, wanted: () => true };

/** Fetch and decode a picture to be put into the page in one frame. */
async function tryPicture(src: string): Promise<{ element: HTMLImageElement; decoded: boolean }> {
  const element = new Image();
  element.src = src;
  element.alt = "The picture to label";
  element.draggable = false;
  const decoded = await element.decode().then(
    () => true,
    () => false,
  );
  return { element, decoded };
}

/** An image element does not say why there is no picture. */
const isAway = async (src: string): Promise<boolean> =>
  (await fetch(src, { method: "HEAD" }).catch(() => null))?.status === 503;

/**
 * The picture of a task. A lost connection gets another chance, and a server that cannot get at its pictures as many
 * as it takes; what still cannot be decoded is shown broken rather than skipped in silence, since "can't tell" is an
 * answer.
 */
export async function loadPicture(
  project: string,
  lease: string,
  { away, wanted }: Waits = patient,
): Promise<HTMLImageElement> {
  const src = addressOf(project, lease);
  for (let failures = 0; ;) {
    const { element, decoded } = await tryPicture(src);
    if (decoded || !wanted()) {
      away(false);
      return element;
    }
    const pause = (await isAway(src)) ? awayMs : retryMs[failures++];
    if (pause === undefined) return element;
    if (pause === awayMs) away(true);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
