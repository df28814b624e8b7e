import { exportRoutes } from "./resources/exports.ts";
import { itemRoutes } from "./resources/items.ts";
import { meRoutes } from "./resources/me.ts";
import { peopleRoutes } from "./resources/people.ts";
import { pictureRoutes } from "./resources/pictures.ts";
import { projectRoutes } from "./resources/projects.ts";
import { runRoutes } from "./resources/runs.ts";
import { tableRoutes } from "./resources/tables.ts";
import { teamRoutes } from "./resources/team.ts";
import type { Route } from "./route.ts";

/** Every handler of the API, in the order of its description. */
export const routes: readonly Route[] = [
  ...meRoutes,
  ...projectRoutes,
  ...itemRoutes,
  ...tableRoutes,
  ...pictureRoutes,
  ...runRoutes,
  ...teamRoutes,
  ...exportRoutes,
  ...peopleRoutes,
];
