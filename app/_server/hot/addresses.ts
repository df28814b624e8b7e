/** What the hot path answers to POST. */
export const hotPosts = ["/api/tasks", "/api/tasks/undo", "/api/tasks/release"] as const;

/** Below it the hot path answers with pictures. */
export const hotImages = "/api/images/";

/** Where it answers with files of exports, as Next would write it; and the parts of such an address. */
export const hotFiles = "/api/export/[slug]/[id]/[file]";
const file = /^\/api\/export\/([^/]+)\/([^/]+)\/([^/]+)$/;

/** @returns project, export and file of such an address; null for another one */
export function filePlace(path: string): string[] | null {
  const parts = file.exec(path)?.slice(1);
  try {
    return parts?.map(decodeURIComponent) ?? null;
  } catch {
    return null; // Next says what is wrong with it
  }
}
