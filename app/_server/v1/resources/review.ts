import { z } from "zod";
import { typedJson } from "../../typed-json.ts";
import { disputesOf } from "../../views.ts";
import { done } from "../outcome.ts";
import { badCursor, pageBy, pageOf, pageQuery } from "../paging.ts";
import { needClass } from "../problem.ts";
import { projectRoute } from "../route.ts";
import { written, writtenId } from "../written.ts";
import { decideItem, dismissFlags, standingDecisions, takeDecisionBack } from "#db/labelling/review.ts";
import { type DisputePlace, disputePlace } from "#db/views/disputes.ts";

const tag = "review";

const label = z.int().describe("place in the project’s classes, from 0");
const itemParams = z.strictObject({ item: writtenId });

const disputeSchema = z
  .object({
    itemId: z.int(),
    answers: z
      .array(z.object({ source: z.enum(["person", "column"]), name: z.string(), label }))
      .describe("those that stand, in the order in which they came"),
    machine: z.object({ label, confidence: z.number() }).nullable(),
    belief: z
      .array(z.object({ label, probability: z.number() }))
      .describe("the team’s likeliest classes, most probable first"),
    gold: label.nullable(),
    flags: z
      .array(z.object({ comment: z.string(), author: z.string() }))
      .describe("remarks of annotators, oldest first"),
  })
  .meta({ id: "Dispute" });

const goldEffect = z.object({
  gold: z
    .enum(["set", "removed", "kept", "untouched"])
    .describe("what became of the item’s gold label; kept: it came with the data, so it stays"),
});

/** A cursor of disputes. @throws Problem 422 */
function placeIn(cursor: string | undefined): DisputePlace | null {
  if (cursor === undefined) return null;
  const read = typedJson("").pipe(disputePlace).safeParse(cursor);
  if (!read.success) throw badCursor();
  return read.data;
}

export const reviewRoutes = [
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/disputes",
      tag,
      action: "read",
      role: "admin",
      summary: "What waits for a decision: flagged items, and those on which people differ",
      description:
        "Flagged ones first, oldest flag first; then the most disputed: the smaller the share of the commonest label, then the more answers.",
      query: z.strictObject({
        ...pageQuery,
        limit: written(z.int().min(1).max(200)).default(50).describe("entries of a page, at most"),
      }),
      response: pageOf(disputeSchema).extend({
        flagged: z.int(),
        open: z.int().describe("items on which people differ and nobody has decided"),
        decided: z.int(),
      }),
    },
    async ({ project, query: { limit, cursor } }) => {
      const { first, next, ...counts } = await disputesOf(project.id, limit, placeIn(cursor));
      return { ...counts, data: first, next: next && JSON.stringify(next) };
    },
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/decisions",
      tag,
      action: "read",
      role: "admin",
      summary: "Decisions that stand, newest first",
      query: z.strictObject(pageQuery),
      response: pageOf(
        z
          .object({
            itemId: z.int(),
            label: label.nullable().describe("null: it cannot be decided"),
            at: z.int(),
            by: z.string().nullable(),
            gold: z.boolean().describe("the gold label was set from it"),
            answers: z.int().describe("answers between which it decided"),
          })
          .meta({ id: "Decision" }),
      ),
    },
    ({ db, project, query }) =>
      pageBy(query, (after, most) => standingDecisions(db, project.id, most, after)),
  ),
  projectRoute(
    {
      method: "put",
      path: "/projects/{project}/items/{item}/decision",
      tag,
      action: "write",
      role: "admin",
      summary: "Decide an item, in place of an earlier decision",
      description: "It is exported with the answers, deals with the item’s flags, and is nobody’s answer.",
      params: itemParams,
      body: z.strictObject({
        label: label.min(0).nullable().describe("null: it cannot be decided"),
        gold: z.boolean().default(false).describe("set the gold label to it as well"),
      }),
      response: goldEffect,
    },
    ({ db, project, params, body, now }) => {
      needClass(project, body.label, "body.label");
      return done(decideItem(db, project, { itemId: params.item, ...body }, now));
    },
  ),
  projectRoute(
    {
      method: "delete",
      path: "/projects/{project}/items/{item}/decision",
      tag,
      action: "write",
      role: "admin",
      summary: "Take a decision back, and the gold label that was set from it",
      params: itemParams,
      response: goldEffect,
    },
    ({ db, project, params, now }) => done(takeDecisionBack(db, project, params.item, now)),
  ),
  projectRoute(
    {
      method: "delete",
      path: "/projects/{project}/items/{item}/flags",
      tag,
      action: "write",
      role: "admin",
      summary: "Deal with an item’s flags, and leave the item as it is",
      params: itemParams,
      response: z.object({ flags: z.int().describe("how many were open") }),
    },
    ({ db, project, params, now }) => done(dismissFlags(db, project, params.item, now)),
  ),
];
