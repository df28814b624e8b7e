import { z } from "zod";
import { largestJson, wholeBody } from "../body.ts";
import { done, readable } from "../outcome.ts";
import { pageOf, pageOfAll, pageQuery } from "../paging.ts";
import { pictureAnswer } from "../picture.ts";
import { misfit, needClass, Problem } from "../problem.ts";
import { projectRoute } from "../route.ts";
import { written, writtenId } from "../written.ts";
import {
  chooseExample,
  exampleCaption,
  examplePicture,
  listExamples,
  removeExample,
  storeExample,
} from "#db/dataset/class-examples.ts";
import { classNotes, descriptionsOf, saveClassNotes } from "#db/dataset/class-notes.ts";
import { renameClasses } from "#db/dataset/classes.ts";

/** What a project's classes are called, and what is said and shown of them. */

const tag = "projects";
const { order, descriptions } = classNotes.shape;
const notesSchema = z.object({
  order: order.describe("class numbers in the order of the buttons, all of them; null: as they are numbered"),
  descriptions: z.array(descriptions.valueType).describe("of each class, by its number; empty for none"),
});

const exampleSchema = z
  .object({
    id: z.int(),
    label: z.int().describe("place in the project’s classes, from 0"),
    caption: z.string(),
    shown: z.boolean().describe("annotators see it: not while an equal picture is in the queue, or was"),
  })
  .meta({ id: "ClassExample" });

const example = z.strictObject({ example: writtenId });
const added = { status: 201, response: z.object({ id: z.int() }) } as const;

export const classRoutes = [
  projectRoute(
    {
      method: "put",
      path: "/projects/{project}/classes",
      tag,
      action: "admin",
      role: "admin",
      summary: "Call classes otherwise",
      description:
        "All names in their order. Labels stay what they are; classes are merged and added in a copy.",
      body: z.strictObject({ classes: z.array(z.string()) }),
      response: z.object({ renamed: z.int() }),
    },
    async ({ db, project, body: { classes }, now }) => ({
      renamed: done(await readable(() => renameClasses(db, project, classes, now))),
    }),
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/class-notes",
      tag,
      action: "read",
      role: "researcher",
      summary: "What is said of each class, and the order in which people find them",
      response: notesSchema,
    },
    ({ db, project }) => ({ order: project.classOrder, descriptions: descriptionsOf(db, project) }),
  ),
  projectRoute(
    {
      method: "put",
      path: "/projects/{project}/class-notes",
      tag,
      action: "admin",
      role: "admin",
      summary: "Describe the classes, and put them into another order",
      body: z.strictObject(notesSchema.shape),
      response: z.object({ changed: z.boolean() }),
    },
    ({ db, project, body, now }) => {
      if (body.descriptions.length !== project.classes.length)
        throw misfit("body.descriptions", `There are ${project.classes.length} classes.`);
      const given = { order: body.order, descriptions: Object.fromEntries(body.descriptions.entries()) };
      const all = project.classes.map((_, label) => label).join();
      if (body.order !== null && body.order.toSorted((a, b) => a - b).join() !== all)
        throw misfit("body.order", "The order has to name each class once.");
      return { changed: done(saveClassNotes(db, project, given, now)) };
    },
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/examples",
      tag,
      action: "read",
      role: "researcher",
      summary: "Pictures that show annotators what a class looks like, by number",
      query: z.strictObject(pageQuery),
      response: pageOf(exampleSchema),
    },
    ({ db, project, query }) => pageOfAll(query, listExamples(db, project.id)),
  ),
  projectRoute(
    {
      ...added,
      method: "post",
      path: "/projects/{project}/examples",
      tag,
      action: "admin",
      role: "admin",
      summary: "Show one of the project’s pictures as an example of a class",
      description: "One that nobody is asked about, or was.",
      body: z.strictObject({
        label: z.int().min(0),
        name: z.string().trim().min(1).max(1000).describe("of the item"),
        caption: exampleCaption.default(""),
      }),
    },
    ({ db, project, body, now }) => {
      needClass(project, body.label, "body.label");
      return { id: done(chooseExample(db, project, body, now)) };
    },
  ),
  projectRoute(
    {
      ...added,
      method: "post",
      path: "/projects/{project}/example-pictures",
      tag,
      action: "admin",
      role: "admin",
      summary: "Show a picture of your own as an example of a class",
      description: "The body is the picture, of at most 1 MB.",
      query: z.strictObject({ label: written(z.int().min(0)), caption: exampleCaption.default("") }),
      file: true,
    },
    async ({ db, dir, project, query, request, now }) => {
      needClass(project, query.label, "query.label");
      const bytes = await wholeBody(request, largestJson);
      return { id: done(await readable(() => storeExample(db, dir, project, { ...query, bytes }, now))) };
    },
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/examples/{example}/picture",
      tag,
      action: "read",
      role: "researcher",
      summary: "The picture of an example",
      params: example,
      response: null,
      bytes: { types: ["image/*"], about: "The picture." },
    },
    ({ db, project, params, request }) => {
      const image = examplePicture(db, project.id, params.example, true);
      if (!image) throw new Problem(404, "There is no such picture.");
      return pictureAnswer(image, request);
    },
  ),
  projectRoute(
    {
      method: "delete",
      path: "/projects/{project}/examples/{example}",
      tag,
      action: "admin",
      role: "admin",
      summary: "Show an example no longer",
      params: example,
      response: null,
    },
    ({ db, project, params, now }) => {
      if (!removeExample(db, project, params.example, now))
        throw new Problem(404, "There is no such example.");
      return null;
    },
  ),
];
