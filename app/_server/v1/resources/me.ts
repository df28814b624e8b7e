import { z } from "zod";
import { Problem } from "../problem.ts";
import { route } from "../route.ts";
import { findUser } from "#db/people/users.ts";
import { roles, tokenActions } from "#lib/domain.ts";

export const meRoutes = [
  route(
    {
      method: "get",
      path: "/me",
      tag: "me",
      action: "read",
      role: "annotator",
      summary: "Whose token this is, and what it allows",
      response: z.object({
        id: z.int(),
        name: z.string().describe("sign-in name"),
        displayName: z.string(),
        role: z.enum(roles).describe("of the account"),
        actions: z.array(z.enum(tokenActions)),
        allProjects: z.boolean().describe("false: the token is for single projects"),
      }),
    },
    ({ db, user, token }) => {
      const person = findUser(db, user.id);
      if (!person) throw new Problem(404, "There is nobody with this number.");
      const { id, name, displayName, role } = person;
      return {
        ...{ id, name, displayName, role },
        actions: [...token.actions],
        allProjects: token.projectIds === null,
      };
    },
  ),
];
