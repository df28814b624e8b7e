import { filePlace, hotFiles, hotImages, hotPosts } from "#app/_server/hot/addresses.ts";

/** What every address answers to whom: the rules that the tests of routes are generated from. */

export const people = ["nobody", "annotator", "researcher", "admin"] as const;
export type Statuses = [nobody: number, annotator: number, researcher: number, admin: number];

const signedIn: Statuses = [307, 200, 200, 200];
const researchers: Statuses = [307, 404, 200, 200];
const admins: Statuses = [307, 404, 404, 200];
const everybody: Statuses = [200, 200, 200, 200];
const unread: Statuses = [400, 400, 400, 400];
const unsupported: Statuses = [415, 415, 415, 415];
const nowhere: Statuses = [404, 404, 404, 404];
/** There is nothing behind the parameter that is asked for here; who may not look hears nothing of that. */
const adminsNothing: Statuses = [307, 404, 404, 404];

/** Address and the status of GET by who asks, for each route; a new route has to be entered here. */
export const pages: Record<string, [path: string, statuses: Statuses]> = {
  "/": ["/", [307, 307, 307, 307]],
  "/account": ["/account", signedIn],
  "/admin": ["/admin", admins],
  "/admin/audit": ["/admin/audit", admins],
  "/admin/compute": ["/admin/compute", admins],
  "/admin/encoders": ["/admin/encoders", admins],
  "/admin/imports/[id]": ["/admin/imports/999", adminsNothing],
  "/admin/new": ["/admin/new", admins],
  "/admin/people": ["/admin/people", admins],
  "/admin/projects/[slug]": ["/admin/projects/birds", admins],
  "/admin/projects/[slug]/activity": ["/admin/projects/birds/activity", admins],
  "/admin/projects/[slug]/data": ["/admin/projects/birds/data", admins],
  "/admin/projects/[slug]/data/table": ["/admin/projects/birds/data/table", admins],
  "/admin/projects/[slug]/people": ["/admin/projects/birds/people", admins],
  "/admin/projects/[slug]/review": ["/admin/projects/birds/review", admins],
  "/admin/projects/[slug]/runs": ["/admin/projects/birds/runs", admins],
  "/admin/projects/[slug]/runs/[run]": ["/admin/projects/birds/runs/999", adminsNothing],
  "/admin/projects/[slug]/runs/compare": ["/admin/projects/birds/runs/compare?run=1&run=999", admins],
  "/admin/projects/[slug]/runs/train": ["/admin/projects/birds/runs/train", admins],
  "/admin/projects/[slug]/runs/panel": ["/admin/projects/birds/runs/panel", admins],
  "/admin/projects/[slug]/settings": ["/admin/projects/birds/settings", admins],
  "/admin/storage": ["/admin/storage", admins],
  "/admin/system": ["/admin/system", admins],
  "/annotate": ["/annotate", signedIn],
  "/annotate/[project]": ["/annotate/birds", signedIn],
  "/annotate/[project]/grid": ["/annotate/birds/grid", signedIn],
  "/join/[token]": ["/join/none", nowhere],
  "/join/[token]/in": ["/join/none/in", [307, 307, 307, 307]],
  "/password/[token]": ["/password/none", nowhere],
  "/research": ["/research", researchers],
  "/research/[slug]": ["/research/birds", researchers],
  "/research/[slug]/exports": ["/research/birds/exports?only=said%3Dgold%3A0", researchers],
  "/research/[slug]/people/[rater]": ["/research/birds/people/999", [307, 404, 404, 404]],
  "/research/[slug]/items": ["/research/birds/items?said=gold:0", researchers],
  "/research/[slug]/items/[item]": ["/research/birds/items/1", researchers],
  "/research/[slug]/study": ["/research/birds/study", [307, 404, 307, 307]],
  "/research/[slug]/study/[section]": ["/research/birds/study/confusion", researchers],
  "/research/[slug]/study/report": ["/research/birds/study/report", researchers],
  "/signin": ["/signin", [200, 307, 307, 307]],
};

export const verbs = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"] as const;
type Verbs = Partial<Record<(typeof verbs)[number], Statuses>>;
/** The same for handlers, by verb; a HEAD that is not here is a GET without its body. */
export const handlers: Record<string, [path: string, verbs: Verbs]> = {
  "/api/[...rest]": [
    "/api/no-such-address",
    { GET: nowhere, POST: nowhere, PUT: nowhere, PATCH: nowhere, DELETE: nowhere },
  ],
  "/api/auth/[...nextauth]": ["/api/auth/csrf", { GET: everybody, HEAD: unread, POST: unread }],
  "/api/examples/[id]": ["/api/examples/999?project=birds", { GET: [401, 404, 404, 404] }],
  "/api/export/[slug]": ["/api/export/birds", { POST: [401, 403, 415, 415] }],
  "/api/export/[slug]/[id]": [
    "/api/export/birds/999",
    { GET: [401, 403, 404, 404], DELETE: [401, 403, 404, 404] },
  ],
  "/api/health": ["/api/health", { GET: everybody }],
  "/api/imports/preview": ["/api/imports/preview", { POST: [401, 403, 403, 415] }],
  "/api/runs/[id]/model": ["/api/runs/1/model", { GET: [401, 403, 403, 404] }],
  "/api/tables/preview": ["/api/tables/preview", { POST: [401, 403, 403, 415] }],
  "/api/join": ["/api/join", { POST: unsupported }],
  "/api/practice": ["/api/practice", { POST: [401, 415, 415, 415] }],
  "/api/password": ["/api/password", { POST: unsupported }],
  "/api/live": ["/api/live?project=birds", { GET: [401, 403, 200, 200] }],
  "/api/metrics": ["/api/metrics", { GET: [404, 404, 404, 200] }],
  "/api/projects/[slug]/history": ["/api/projects/birds/history", { GET: [401, 403, 200, 200] }],
  "/api/projects/[slug]/expected-time": ["/api/projects/birds/expected-time", { POST: [401, 403, 403, 415] }],
  "/api/projects/[slug]/forecast": ["/api/projects/birds/forecast", { GET: [401, 403, 200, 200] }],
  "/api/projects/[slug]/items": ["/api/projects/birds/items?sort=name", { GET: [401, 403, 200, 200] }],
  "/api/projects/[slug]/study/[section]/[block]": [
    "/api/projects/birds/study/confusion/none",
    { GET: [401, 403, 404, 404] },
  ],
  "/api/projects/[slug]/team": ["/api/projects/birds/team", { GET: [401, 403, 200, 200] }],
  "/api/uploads": ["/api/uploads", { POST: [401, 403, 403, 415] }],
  "/api/uploads/[id]": ["/api/uploads/none", { PUT: [401, 403, 403, 400], DELETE: [401, 403, 403, 404] }],
  "/api/uploads/[id]/picture": ["/api/uploads/none/picture", { GET: [401, 403, 403, 404] }],
  ...Object.fromEntries(
    hotPosts.map((path): [string, [string, Verbs]] => [path, [path, { POST: [401, 415, 415, 415] }]]),
  ),
  [hotFiles]: ["/api/export/birds/999/birds.csv", { GET: [401, 404, 404, 404] }],
  [hotImages]: [`${hotImages}1?project=birds`, { GET: [401, 404, 200, 200] }],
};

/** What Next has not made: the hot path answers before it. */
export const isHot = (path: string): boolean =>
  hotPosts.some((post) => post === path) || path.startsWith(hotImages) || filePlace(path) !== null;
