import { z } from "zod";
import { itemCountOf, itemOf, itemsOf } from "../../views.ts";
import { galleryItems, mostItems } from "../../views/questions.ts";
import { badCursor, pageBy, pageOf, pageQuery } from "../paging.ts";
import { pictureAnswer } from "../picture.ts";
import { Problem } from "../problem.ts";
import { projectRoute } from "../route.ts";
import { written, writtenId } from "../written.ts";
import {
  askForChange,
  askToUndo,
  findChange,
  mostChosen,
  newestChanges,
  wantedChange,
} from "#db/changes/change.ts";
import { itemPicture } from "#db/labelling/image-access.ts";
import { jobStates, outcomes, raterSources, splits } from "#lib/domain.ts";
import { askedStates, readBrowse, searchOfBrowse, sorts, wholeFilter } from "#lib/items/filter.ts";
import { placeIn, placeText } from "#lib/items/place.ts";

const tag = "items";

const label = z.int().nullable().describe("place in the project’s classes, from 0; null: none");
const share = z.string().describe("from-to, each in 0 … 1, such as 0.2-0.5");

/** The filters of the item browser, as its addresses have them. */
const filters = {
  said: z
    .array(z.string())
    .max(20)
    .optional()
    .describe(
      "`<rater>:<class number or any|none|unsure|right|wrong>`; rater: gold, team, people, aggregate, person-7, column-3, run-12. All given have to hold.",
    ),
  confidence: share.optional().describe("confidence of `run`: from-to, each in 0 … 1"),
  run: z.string().optional().describe("number of the run whose confidence is meant; else the active one"),
  score: share.optional().describe("the team’s score: from-to, each in 0 … 1"),
  differ: z.enum(["yes", "no"]).optional().describe("whether people and columns gave different labels"),
  asked: z.enum(askedStates).optional(),
  split: z.enum([...splits, "none"]).optional(),
  since: z.iso.date().optional().describe("answered here on this day or later"),
  until: z.iso.date().optional().describe("answered here on this day or before"),
  zone: z.string().optional().describe("time zone whose days these are, by its IANA name; else UTC"),
  name: z.string().optional().describe("part of the file name, whatever its case"),
  tag: z.string().optional(),
  aside: z.enum(["only", "too"]).optional().describe("items that are set aside; left out without this"),
  sort: z.enum(sorts).optional(),
  down: z.literal("1").optional().describe("the other way round"),
};
type Filters = z.output<z.ZodObject<typeof filters>>;

/** @throws Problem 422 for what the browser could not read either */
function searchOf(given: Filters): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(given))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined) params.append(name, each);
  const { problems, ...browse } = readBrowse(params);
  if (problems.length > 0) {
    const errors = problems.map((problem) => ({
      path: `query.${problem.split("=", 1)[0] ?? ""}`,
      detail: `${problem} cannot be read.`,
    }));
    throw new Problem(422, `query: ${problems.join(", ")} cannot be read.`, { errors });
  }
  return searchOfBrowse(browse);
}

const tileSchema = z
  .object({
    id: z.int(),
    ordinal: z.int().describe("place in the project, from 0"),
    name: z.string().describe("file name as imported"),
    split: z.enum(splits).nullable(),
    gold: label.describe("trusted true label"),
    top: label.describe("the run’s answer"),
    confidence: z.number().nullable(),
    score: z.number().nullable().describe("how sure the team is"),
    disagreement: z.number().describe("share of the labels that are not the commonest one"),
    answers: z.int().describe("people’s answers that stand, in the queue"),
    votes: z
      .object({
        label: label.describe("the class that most of them gave; null where several are as common"),
        most: z.int().describe("how many gave the commonest one"),
        of: z.int().describe("how many gave any"),
      })
      .nullable()
      .describe("what people and label columns say of it; null where nobody named a class"),
  })
  .meta({ id: "ItemEntry" });

const itemSchema = z
  .object({
    ...{ id: z.int(), ordinal: z.int(), name: z.string(), split: z.enum(splits).nullable(), gold: label },
    ...{ width: z.int(), height: z.int(), mime: z.string(), disagreement: z.number() },
    aside: z.boolean().describe("set aside: neither asked, learnt from, evaluated nor exported"),
    tags: z.array(z.string()),
    said: z
      .array(
        z.object({
          ...{ id: z.int(), rater: z.string(), name: z.string(), source: z.enum(raterSources) },
          ...{ outcome: z.enum(outcomes), label, current: z.boolean(), setAside: z.boolean(), at: z.int() },
          ms: z.number().nullable().describe("response time"),
          quality: z.string().nullable().describe("ok, imported, or what makes the time doubtful"),
        }),
      )
      .describe("its judgments, oldest first"),
    runs: z.array(
      z.object({
        ...{ id: z.int(), name: z.string(), active: z.boolean() },
        probabilities: z.array(z.number().nullable()).nullable(),
      }),
    ),
    team: z.object({
      ...{ label, source: z.string(), belief: z.array(z.number()).nullable(), score: z.number().nullable() },
    }),
  })
  .meta({ id: "Item" });

const changeSchema = z
  .object({
    ...{ id: z.int(), kind: z.string(), value: z.string().nullable() },
    items: z.int().nullable().describe("how many it changed; null until it is done"),
    ...{ state: z.enum(jobStates), progress: z.number(), error: z.string().nullable(), at: z.int() },
    undoneAt: z.int().nullable().describe("when it was taken back"),
  })
  .meta({ id: "Change" });

const itemParams = z.strictObject({ item: writtenId });
const noItem = (): Problem => new Problem(404, "There is no such item.");

export const itemRoutes = [
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/items",
      tag,
      action: "read",
      role: "researcher",
      summary: "Items by the filters of the item browser",
      description:
        "In the order of the import, unless `sort` says otherwise. A page may hold fewer than `limit` where few of very many items fit: `next` says from where on to look.",
      query: z.strictObject({
        ...filters,
        ...pageQuery,
        limit: written(z.int().min(1).max(mostItems)).default(galleryItems),
      }),
      response: pageOf(tileSchema),
    },
    async ({ project, query: { cursor, limit, ...given } }) => {
      const after = cursor === undefined ? null : placeIn(cursor);
      if (cursor !== undefined && after === null) throw badCursor();
      const { tiles, next } = await itemsOf(project.id, searchOf(given), after, limit);
      return { data: tiles, next: next && placeText(next) };
    },
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/item-count",
      tag,
      action: "read",
      role: "researcher",
      summary: "How many items fit a filter",
      query: z.strictObject(filters),
      response: z.object({ n: z.int(), complete: z.boolean().describe("false: there are more than that") }),
    },
    ({ project, query }) => itemCountOf(project.id, searchOf(query)),
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/items/{item}",
      tag,
      action: "read",
      role: "researcher",
      summary: "All that is known of an item",
      params: itemParams,
      response: itemSchema,
    },
    async ({ project, params }) => {
      const found = await itemOf(project.id, params.item, "");
      if (!found) throw noItem();
      return found;
    },
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/items/{item}/picture",
      tag,
      action: "read",
      role: "researcher",
      summary: "The picture of an item, as annotators see it",
      params: itemParams,
      response: null,
      bytes: { types: ["image/*"], about: "The picture." },
    },
    ({ db, project, params, request }) => {
      const row = itemPicture(db, project.id, params.item);
      if (!row) throw new Problem(404, "There is no such picture.");
      return pictureAnswer(row, request);
    },
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/changes",
      tag,
      action: "write",
      role: "admin",
      summary: "Do something to many items: split, tag, set aside, ask more people",
      description: `A job does it, and it can be taken back. Name at most ${mostChosen} items by number, or a filter as the search part of an address of the item browser.`,
      body: z
        .strictObject({
          change: wantedChange,
          items: z.array(z.int().positive()).min(1).max(mostChosen).optional(),
          filter: wholeFilter.optional().describe("such as tag=blurred&split=train; empty: all items"),
        })
        .refine(
          ({ items, filter }) => (items === undefined) !== (filter === undefined),
          "Name either items or a filter.",
        ),
      status: 202,
      response: z.object({ change: z.int().describe("its number") }),
    },
    ({ db, project, body: { change, items, filter }, now }) => {
      const selection = items ? { ids: items } : { search: filter ?? "" };
      return { change: askForChange(db, project, change, selection, now) };
    },
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/changes",
      tag,
      action: "read",
      role: "admin",
      summary: "Changes of items, newest first",
      query: z.strictObject(pageQuery),
      response: pageOf(changeSchema),
    },
    ({ db, project, query }) => pageBy(query, (after, most) => newestChanges(db, project.id, most, after)),
  ),
  projectRoute(
    {
      method: "post",
      path: "/projects/{project}/changes/{change}/undo",
      tag,
      action: "write",
      role: "admin",
      summary: "Take a change of items back",
      description: "A job does it. Items that were changed again since keep what they are.",
      params: z.strictObject({ change: writtenId }),
      status: 202,
      response: null,
    },
    ({ db, project, params: { change }, now }) => {
      if (findChange(db, change)?.projectId !== project.id)
        throw new Problem(404, "There is no such change.");
      askToUndo(db, project, change, now);
      return null;
    },
  ),
];
