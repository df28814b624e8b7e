/** What metrics tell apart, the particular before the general. */
const routes = [
  ...["/api/tasks/undo", "/api/tasks/release", "/api/tasks", "/api/images", "/api/live", "/api/export"],
  ...["/api/uploads", "/api/imports", "/api/projects", "/api/auth", "/api/health", "/api/metrics"],
  ...["/api/tables", "/api/runs", "/api/examples", "/api/join", "/api/password", "/api/practice"],
  "/api/v1",
  ...["/join", "/password", "/admin", "/annotate", "/research", "/account", "/signin", "/_next"],
];

/**
 * The route of a path, for metrics: a few values, whatever paths are asked for, and no names in them.
 * /api/images/0f3a… is "/api/images"; a path that the product does not have is "other".
 */
export function routeLabel(path: string): string {
  if (path === "/") return path;
  return routes.find((route) => path === route || path.startsWith(`${route}/`)) ?? "other";
}
