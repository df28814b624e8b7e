import { z } from "zod";
import { personOf } from "../../views.ts";
import { proportion } from "../figures.ts";
import { Problem } from "../problem.ts";
import { projectRoute } from "../route.ts";
import { personOf as isPerson } from "#db/labelling/set-aside.ts";

/** One person's work in a project, as their page has it. */

const median = z
  .object({ value: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() })
  .describe("median time, ms, with its 95 % interval");

const drift = z
  .object({
    after: z.int().describe("so many answers lie before the change"),
    p: z.number().describe("probability of as large a change where nothing changes"),
    rises: z.boolean(),
    n: z.int(),
  })
  .nullable()
  .meta({ id: "Drift" });

const workSchema = z
  .object({
    raterId: z.int(),
    userId: z.int(),
    name: z.string(),
    answers: z.int().describe("that were looked at: those that stand, and those that were set aside"),
    standing: z.int().describe("how many of them stand"),
    more: z.boolean().describe("there are more, older ones"),
    unsure: z.int(),
    from: z.int().nullable().describe("when the first of them came, ms since 1970"),
    to: z.int().nullable(),
    speed: median,
    times: z.int().describe("times that it stands on"),
    doubtful: z
      .array(z.object({ quality: z.string(), n: z.int() }))
      .describe("times that are doubtful, by why"),
    inGrid: z.object({ batches: z.int(), answers: z.int(), ms: z.number() }),
    othersSpeed: median,
    accuracy: proportion,
    checks: z.object({ answers: z.int(), unsure: z.int(), accuracy: proportion }),
    othersAccuracy: proportion.describe("of the others, on the same items with gold"),
    agreement: proportion.describe("with what most of the others said"),
    withMachine: proportion,
    confusion: z
      .array(z.number())
      .describe(
        "classes × classes (gold, answer), row by row; empty without gold, or with very many classes",
      ),
    mistakes: z.array(z.object({ gold: z.int(), label: z.int(), n: z.int() })).describe("the commonest"),
    parts: z
      .array(
        z.object({ from: z.int(), to: z.int(), accuracy: proportion, agreement: proportion, speed: median }),
      )
      .describe("their answers one part after another, counted from 1"),
    drifts: z.object({ accuracy: drift, agreement: drift, speed: drift }),
    findings: z
      .array(
        z.object({
          kind: z.string(),
          p: z.number().nullable().describe("null: too little to say anything"),
          suspicious: z.boolean(),
          numbers: z.record(z.string(), z.number()),
        }),
      )
      .describe("what is odd about it"),
  })
  .meta({ id: "PersonsWork" });

const none = () => new Problem(404, "Nobody of that number answers in this project.");

export const personRoutes = [
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/raters/{rater}",
      tag: "judgments",
      action: "read",
      role: "researcher",
      summary: "A person’s work: how fast, how right, whether it changes, and what is odd about it",
      params: z.strictObject({ rater: z.string().max(30).describe("a person of /raters, such as person-7") }),
      response: workSchema,
    },
    async ({ db, project, params: { rater } }) => {
      const [, number] = /^person-(\d{1,15})$/.exec(rater) ?? [];
      if (number === undefined || !isPerson(db, project.id, Number(number))) throw none();
      const view = await personOf(project.id, Number(number));
      if (!view) throw none();
      return {
        ...view,
        findings: view.findings.map((found) => ({ ...found, numbers: { ...found.numbers } })),
      };
    },
  ),
];
