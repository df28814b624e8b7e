import { z } from "zod";
import { blocksOf } from "../../views.ts";
import { estimate } from "../figures.ts";
import { projectRoute } from "../route.ts";
import { studyNeeds } from "#db/views/study-needs.ts";
import { sections } from "#lib/study/index.ts";
import type { Block } from "#lib/study/section.ts";
import { studySettings } from "#lib/study/settings.ts";

const tag = "study";

const sectionIds = sections.map(({ id }) => id);
const settingNames = z.keyof(studySettings).options;

const tableSchema = z
  .object({
    columns: z.array(
      z.object({
        name: z.string(),
        format: z
          .enum(["text", "percent", "points", "number", "count", "p", "ms"])
          .describe("how pages write its numbers; percent and points are shares here, as computed"),
      }),
    ),
    rows: z.array(z.array(z.union([z.string(), z.number(), z.null(), estimate]))),
  })
  .meta({ id: "StudyTable" });

const blockSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    definition: z.array(z.string()).describe("what it means and where it comes from"),
    items: z.string().describe("the items that it stands on"),
    failed: z.array(z.string()).describe("machines that are left out, by name"),
    reading: z
      .object({
        verdict: z.unknown(),
        numbers: z.record(z.string(), z.unknown()),
        text: z.string(),
      })
      .nullable()
      .describe("what the numbers show"),
    table: tableSchema.nullable().describe("its numbers, of a figure too"),
    pictures: z.array(z.object({ title: z.string(), itemIds: z.array(z.int()) })),
    missing: z
      .object({ need: z.string(), sentence: z.string() })
      .nullable()
      .describe("why it cannot be computed here"),
  })
  .meta({ id: "StudyBlock" });

const shown = ({ body, definition, failed, ...block }: Block): z.input<typeof blockSchema> => ({
  ...block,
  definition: [...definition],
  failed: [...failed],
  table:
    "table" in body
      ? { columns: [...body.table.columns], rows: body.table.rows.map((row) => [...row]) }
      : null,
  pictures:
    body.kind === "pictures"
      ? body.groups.map(({ title, itemIds }) => ({ title, itemIds: [...itemIds] }))
      : [],
  missing: body.kind === "refusal" ? body : null,
});

export const studyRoutes = [
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/study",
      tag,
      action: "read",
      role: "researcher",
      summary: "Sections of the study, and what they have to stand on",
      response: z.object({
        has: z.object({ gold: z.boolean(), humans: z.boolean(), machines: z.boolean() }),
        sections: z.array(
          z.object({
            id: z.string(),
            title: z.string(),
            lead: z.string(),
            settings: z.array(z.enum(settingNames)).describe("those that change what it shows"),
          }),
        ),
      }),
    },
    ({ db, project }) => ({
      has: studyNeeds(db, project),
      sections: sections.map((section) => ({ ...section, settings: [...section.settings] })),
    }),
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/study/{section}",
      tag,
      action: "read",
      role: "researcher",
      summary: "A section of the study: every figure, table and test as numbers",
      description: "Computed as things stand, or as they stood a moment ago.",
      params: z.strictObject({ section: z.enum(sectionIds, "There is no such section.") }),
      query: z.strictObject(studySettings.shape),
      response: z.object({ data: z.array(blockSchema) }),
    },
    async ({ project, params, query }) => {
      const section = sections.find(({ id }) => id === params.section);
      const blocks = section ? await blocksOf(project.id, section, query) : [];
      return {
        data: blocks.map(shown),
      };
    },
  ),
];
