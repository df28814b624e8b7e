/** Where the picture of a lease is. */
export const addressOf = (project: string, lease: string): string =>
  `/api/images/${lease}?project=${encodeURIComponent(project)}`;

const retryMs = [1000, 3000];

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

/**
 * The picture of a task. A lost connection gets another chance; what still cannot be decoded is
 * shown broken rather than skipped in silence, since "can't tell" is an answer.
 */
export async function loadPicture(project: string, lease: string): Promise<HTMLImageElement> {
  const src = addressOf(project, lease);
  for (const wait of retryMs) {
    const { element, decoded } = await tryPicture(src);
    if (decoded) return element;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return (await tryPicture(src)).element;
}
