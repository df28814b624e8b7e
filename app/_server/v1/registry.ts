import { asideRoutes } from "./resources/asides.ts";
import { classRoutes } from "./resources/classes.ts";
import { encoderRoutes } from "./resources/encoders.ts";
import { endRoutes } from "./resources/ends.ts";
import { exportRoutes } from "./resources/exports.ts";
import { importRoutes } from "./resources/imports.ts";
import { invitationRoutes } from "./resources/invitations.ts";
import { itemRoutes } from "./resources/items.ts";
import { launchRoutes } from "./resources/launch.ts";
import { logRoutes } from "./resources/log.ts";
import { meRoutes } from "./resources/me.ts";
import { modelRoutes } from "./resources/models.ts";
import { outlookRoutes } from "./resources/outlook.ts";
import { panelRoutes } from "./resources/panels.ts";
import { peopleRoutes } from "./resources/people.ts";
import { personRoutes } from "./resources/persons.ts";
import { pictureRoutes } from "./resources/pictures.ts";
import { policyRoutes } from "./resources/policies.ts";
import { projectRoutes } from "./resources/projects.ts";
import { reviewRoutes } from "./resources/review.ts";
import { runRoutes } from "./resources/runs.ts";
import { studyRoutes } from "./resources/study.ts";
import { systemRoutes } from "./resources/system.ts";
import { tableFileRoutes } from "./resources/table-files.ts";
import { tableRoutes } from "./resources/tables.ts";
import { teamRoutes } from "./resources/team.ts";
import { webhookRoutes } from "./resources/webhooks.ts";
import { workRoutes } from "./resources/work.ts";
import type { Route } from "./route.ts";

/** Every handler of the API, in the order of its description. */
export const routes: readonly Route[] = [
  ...meRoutes,
  ...projectRoutes,
  ...classRoutes,
  ...workRoutes,
  ...endRoutes,
  ...itemRoutes,
  ...tableRoutes,
  ...tableFileRoutes,
  ...personRoutes,
  ...asideRoutes,
  ...reviewRoutes,
  ...pictureRoutes,
  ...importRoutes,
  ...runRoutes,
  ...modelRoutes,
  ...panelRoutes,
  ...encoderRoutes,
  ...teamRoutes,
  ...outlookRoutes,
  ...policyRoutes,
  ...studyRoutes,
  ...exportRoutes,
  ...webhookRoutes,
  ...peopleRoutes,
  ...invitationRoutes,
  ...launchRoutes,
  ...logRoutes,
  ...systemRoutes,
];
