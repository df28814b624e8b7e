import { z } from "zod";
import { expectedTimes } from "../../expected-times.ts";
import { forecastOf } from "../../views.ts";
import { pageBy, pageOf, pageQuery } from "../paging.ts";
import { misfit } from "../problem.ts";
import { projectRoute } from "../route.ts";
import { expectedReply, expectedRequest } from "#lib/train/expected-request.ts";
import { looksAfter } from "#db/views/looks.ts";
import { evidence } from "#lib/teaming/aim.ts";

/** How the team came to where it is, and what is expected: of asking on, and of trainings. */

const expectation = z
  .object({
    eta: z.number(),
    questions: z.number().describe("an item, from there on"),
    accuracy: z.number(),
    error: z.number().describe("standard error of the accuracy from looking at a sample of the items"),
  })
  .meta({ id: "Expectation" });

const forecastSchema = z
  .object({
    sample: z.int().describe("items that it was reckoned on, drawn at random from the routed ones"),
    routed: z.int(),
    knownBy: z
      .object({ answers: z.int(), imported: z.int(), gold: z.int() })
      .describe("what people and machine are known by"),
    asked: z.number().describe("labels and “cannot tell”s an item so far, in the sample"),
    most: z.int().describe("answers an item that it is reckoned with, at most"),
    overlap: z.int().describe("those that the project allows"),
    people: z.int().describe("people who could give them"),
    now: z.number().describe("what the team is believed to be right on now"),
    fromHere: z.array(expectation).describe("by η in steps of a hundredth from 0 to 1"),
    fromNothing: z.array(expectation).describe("from the very first question on, in the order of the queue"),
    random: z.array(z.object({ questions: z.number(), accuracy: z.number() })).describe("in random order"),
    threshold: z.array(expectation).describe("by the threshold rule, with one person an item"),
  })
  .meta({ id: "Forecast" });

export const outlookRoutes = [
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/history",
      tag: "team",
      action: "read",
      role: "researcher",
      summary: "Machine and team as they stood at one look after another, oldest first",
      query: z.strictObject(pageQuery),
      response: pageOf(
        z
          .object({
            id: z.int(),
            at: z.int().describe("ms since 1970"),
            answers: z.int().describe("people’s answers in the queue that stood"),
            machine: z.number().nullable().describe("its accuracy on items with gold"),
            evidence: evidence.nullable().describe("how right the team was, by gold or by the audit"),
            run: z.string().describe("name of the machine that routed"),
            policy: z.string(),
            fit: z.int().nullable(),
            eta: z.number(),
          })
          .meta({ id: "Look" }),
      ),
    },
    ({ db, project, query }) => pageBy(query, (after, most) => looksAfter(db, project.id, after ?? 0, most)),
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/forecast",
      tag: "team",
      action: "read",
      role: "researcher",
      summary: "What asking people on is expected to bring",
      response: z.object({
        forecast: forecastSchema.nullable().describe("null: no machine routes, or no item is routed"),
      }),
    },
    async ({ project }) => {
      const forecast = await forecastOf(project.id);
      return { forecast };
    },
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/expected-time",
      tag: "runs",
      action: "read",
      role: "admin",
      summary: "How long trainings would take, by what earlier ones took here; starts nothing",
      description: "One training for each of the labels, methods and backbones together.",
      body: expectedRequest.strict(),
      response: expectedReply,
    },
    async ({ project, body }) => {
      const reply = await expectedTimes(project, body);
      if (reply === null) throw misfit("body.labels", "This project has no such labels.");
      return reply;
    },
  ),
];
