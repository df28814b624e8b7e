import { z } from "zod";
import { teamJson } from "../../views.ts";
import { estimate, proportion } from "../figures.ts";
import { projectRoute } from "../route.ts";
import { closedBecause } from "#lib/domain.ts";
import { aim, evidence } from "#lib/teaming/aim.ts";

const teamSchema = z
  .object({
    cursor: z.int().describe("newest judgment taken into account"),
    eta: z.number(),
    policy: z.object({ id: z.string(), name: z.string() }),
    run: z.object({ id: z.int(), name: z.string(), accuracy: z.number().nullable() }).nullable(),
    queue: z.object({
      routed: z.int(),
      deferred: z.int().describe("items that go to people"),
      deferredDone: z.int(),
      audited: z.int(),
      auditedDone: z.int(),
    }),
    evaluated: z.int().describe("items with gold"),
    machine: proportion,
    people: proportion,
    machineWherePeopleAnswered: proportion,
    team: proportion,
    oracle: proportion.describe("right if the machine or any person is right"),
    gainOverMachine: estimate.nullable(),
    gainOverBetter: z.object({ better: z.enum(["machine", "people"]), difference: estimate }).nullable(),
    peopleEverywhere: estimate.nullable(),
    audit: z.object({
      drawn: z.int(),
      answered: z.int(),
      agreement: proportion,
      machineByPeople: estimate.nullable(),
    }),
    evidence: evidence.nullable().describe("how right the team is, by gold or by the audit"),
    aim: aim.nullable(),
    answers: z.int().describe("people’s answers in the queue that stand"),
    closed: z.object({ at: z.int(), because: z.enum(closedBecause) }).nullable(),
    persons: z.array(
      z.object({
        id: z.int(),
        name: z.string(),
        labels: z.int(),
        unsure: z.int(),
        accuracy: proportion,
        medianMs: z.number().nullable(),
      }),
    ),
    columns: z.array(z.object({ id: z.int(), name: z.string(), accuracy: proportion })),
  })
  .meta({ id: "Team" });

export const teamRoutes = [
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/team",
      tag: "team",
      action: "read",
      role: "researcher",
      summary: "How right machine, people and team are",
      description: "The numbers of the watch page, computed at most once a second.",
      response: teamSchema,
    },
    async ({ project }) => {
      const { value } = await teamJson(project.id);
      // the thread's own text, which the schema reads again
      return teamSchema.parse(JSON.parse(value));
    },
  ),
];
