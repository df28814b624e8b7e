/** Folders of app/ whose next part is a name or number that somebody chose. */
const chosen: readonly RegExp[] = [
  /^(\/admin\/imports)\/[^/]+/,
  /^(\/admin\/projects)\/[^/]+/,
  /^(\/annotate)\/[^/]+/,
  /^(\/research)\/[^/]+/,
  /^(\/api\/(?:auth|export|images|projects|uploads))\/[^/]+/,
];
const known = /^\/(?:$|(?:account|admin|annotate|api|research|signin)(?:\/|$))/;

/**
 * The route of a path, for metrics: few values however many paths are asked for, and no names in them.
 * /api/images/0f3a… is "/api/images/*", a path that the product does not have is "other".
 */
export function routeLabel(path: string): string {
  if (path.startsWith("/_next/")) return "/_next";
  if (!known.test(path)) return "other";
  const pattern = chosen.find((one) => one.test(path));
  const label = pattern ? path.replace(pattern, "$1/*") : path;
  const parts = label.split("/");
  return parts.length > 5 ? `${parts.slice(0, 5).join("/")}/*` : label;
}
