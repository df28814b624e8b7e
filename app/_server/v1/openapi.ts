import { z } from "zod";
import { jsonType, lineTypes } from "./body.ts";
import { problemSchema, problemType } from "./problem.ts";
import { routes } from "./registry.ts";
import type { Route, Tag } from "./route.ts";

/** The API's description (OpenAPI 3.1), made from the schemas that check what comes and goes. */

export type JsonSchema = { [key: string]: unknown };
export type Parameter = {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description?: string;
  schema: JsonSchema;
};
export type Operation = {
  operationId: string;
  summary: string;
  description: string;
  tags: [string];
  security: [{ token: [] }];
  parameters: Parameter[];
  requestBody?: { required: true; content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, Reply | { $ref: string }>;
};
type Reply = { description: string; content?: Record<string, { schema?: JsonSchema }> };
export type ApiDocument = ReturnType<typeof apiDocument>;

const plain = z.record(z.string(), z.unknown());

/** Schemas with an id, which are described once. */
type Shared = Map<string, JsonSchema>;

/** A schema as JSON Schema; what has an id goes to `shared`. @param io what comes in, or what goes out */
function schemaOf(schema: z.ZodType, io: "input" | "output", shared: Shared): JsonSchema {
  const made = z.toJSONSchema(schema, {
    target: "draft-2020-12",
    io,
    reused: "inline",
    unrepresentable: "any",
    override: ({ jsonSchema }) => {
      // that a whole number is one that JavaScript can hold goes without saying
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  const { $defs = {}, ...rest } = placed(made);
  for (const [name, value] of Object.entries(plain.parse($defs)))
    shared.set(name, without(plain.parse(value)));
  if (typeof rest.id !== "string") return without(rest);
  shared.set(rest.id, without(rest));
  return { $ref: `#/components/schemas/${rest.id}` };
}

/** What zod adds for documents of one schema says nothing here. */
const without = (schema: JsonSchema): JsonSchema =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "$schema" && key !== "id"));

/** References of a schema to itself, as references of the document. */
const placed = (schema: unknown): JsonSchema =>
  plain.parse(
    JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
      key === "$ref" && typeof value === "string"
        ? value.replace("#/$defs/", "#/components/schemas/")
        : value,
    ),
  );

function parametersOf(schema: z.ZodObject | undefined, place: "path" | "query", shared: Shared): Parameter[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, "input", shared);
  const needed = z.array(z.string()).parse(required);
  return Object.entries(plain.parse(properties)).map(([name, value]) => {
    const { description, ...rest } = plain.parse(value);
    return {
      name,
      in: place,
      required: place === "path" || needed.includes(name),
      ...(typeof description === "string" && { description }),
      schema: rest,
    };
  });
}

/** What a request may be refused with, by status. */
const refusals = {
  "400": "It could not be read.",
  "401": "No access token, or none that is good.",
  "403": "Not for this token or this person.",
  "404": "It is not there, or not for whoever asks.",
  "409": "It cannot be done as things are.",
  "413": "Too much at once.",
  "415": "Another kind of body.",
  "422": "Something of it is not as described.",
  "429": "Too many requests; Retry-After says how long to wait.",
  "500": "A fault of the server’s.",
  "503": "The server cannot write just now.",
  "507": "The server’s disk is full.",
};
type Refused = keyof typeof refusals;

/** Those that a handler may answer with. */
function refusalsOf({ spec, ofProject }: Route): Refused[] {
  const changes = spec.method !== "get";
  const takes = [spec.body, spec.lines, spec.file].some((taken) => taken !== undefined);
  const named = ofProject || spec.params !== undefined;
  return [
    ...(changes ? (["400"] as const) : []),
    ...(["401", "403"] as const),
    ...(named ? (["404"] as const) : []),
    ...(changes ? (["409"] as const) : []),
    ...(takes ? (["413"] as const) : []),
    ...(["415", "422", "429", "500", "503"] as const),
    ...(changes ? (["507"] as const) : []),
  ];
}

const idempotencyKey: Parameter = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "The same request with the same key within a day is done once.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

const projectName: Parameter = {
  name: "project",
  in: "path",
  required: true,
  description: "Short name of the project.",
  schema: { type: "string" },
};

/** "/projects/{project}/runs/{run}" and "get": "getProjectsRunsByRun"; the project is named where it comes last. */
function operationId({ path, method }: Route["spec"]): string {
  const words = path
    .split("/")
    .filter((word, place, all) => word !== "" && (word !== "{project}" || place === all.length - 1))
    .map((word) => (word.startsWith("{") ? `by-${word.slice(1, -1)}` : word))
    .flatMap((word) => word.split("-"));
  return method + words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
}

function operationOf(route: Route, shared: Shared): Operation {
  const { spec, ofProject } = route;
  const { method, summary, description = "", tag, action, role, account } = spec;
  const who =
    ofProject && !account ? `${role}s of the project` : role === "annotator" ? "everybody" : `${role}s`;
  const needs = `Needs a token that may **${action}**${spec.everywhere ? ", in all projects" : ""}; for ${who}.`;
  const changes = method !== "get";
  const takes: Record<string, { schema: JsonSchema }> | null = spec.body
    ? { [jsonType]: { schema: schemaOf(spec.body, "input", shared) } }
    : spec.lines
      ? { [lineTypes[0]]: { schema: schemaOf(spec.lines.line, "input", shared) } }
      : spec.file
        ? { "application/octet-stream": { schema: {} } }
        : null;
  const parameters = [
    ...(ofProject ? [projectName] : []),
    ...parametersOf(spec.params, "path", shared),
    ...parametersOf(spec.query, "query", shared),
    ...(changes ? [idempotencyKey] : []),
  ];
  const content: Reply["content"] = spec.bytes
    ? Object.fromEntries(spec.bytes.types.map((type) => [type, {}]))
    : spec.response
      ? { "application/json": { schema: schemaOf(spec.response, "output", shared) } }
      : undefined;
  const status = String(spec.status ?? (spec.response === null && !spec.bytes ? 204 : 200));
  return {
    operationId: operationId(spec),
    summary,
    description: [description, needs].filter(Boolean).join("\n\n"),
    tags: [tag],
    security: [{ token: [] }],
    parameters,
    ...(takes && { requestBody: { required: true as const, content: takes } }),
    responses: {
      [status]: {
        description: spec.bytes?.about ?? (content ? "As asked." : "Done."),
        ...(content && { content }),
      },
      ...(spec.method === "get" && !spec.bytes && { "304": { description: "As it was (If-None-Match)." } }),
      ...Object.fromEntries(
        refusalsOf(route).map((refused) => [refused, { $ref: `#/components/responses/${refused}` }]),
      ),
    },
  };
}

const about: Record<Tag, string> = {
  me: "Whose token it is.",
  projects: "Datasets with classes, items and a queue.",
  items: "Single pictures, and what is done to many of them.",
  judgments: "Answers of people and label columns, and who gave them.",
  review: "Decisions where people differ.",
  predictions: "What machines say of items.",
  imports: "What was brought in, and how far it is.",
  runs: "Machines: trained here, or from elsewhere.",
  encoders: "Pre-trained networks, and the features that they make of pictures.",
  team: "How right machine and people are together, and by which rule.",
  study: "Where people and machines err, and whether they err alike.",
  exports: "The labelled dataset as files.",
  webhooks: "Addresses that are told of what happens.",
  people: "Accounts, members of projects, and links to enter by.",
  installation: "What holds for all projects.",
};

export function apiDocument() {
  const shared: Shared = new Map();
  schemaOf(problemSchema, "output", shared);
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    const { path, method } = route.spec;
    (paths[path] ??= {})[method] = operationOf(route, shared);
  }
  const used = new Set<string>(routes.map(({ spec }) => spec.tag));
  const tags = Object.entries(about).filter(([name]) => used.has(name));
  return {
    openapi: "3.1.0",
    info: {
      title: "Tandem",
      version: "1.0.0",
      license: { name: "MIT", identifier: "MIT" },
      description:
        "What the pages of Tandem do, for programs. Every request carries an access token, which its person makes on their account page: `Authorization: Bearer tandem_…`. A token never allows more than its person may do at that moment. Whatever goes wrong is answered as application/problem+json.",
    },
    servers: [{ url: "/api/v1" }],
    tags: tags.map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      responses: Object.fromEntries(
        Object.entries(refusals).map(([status, description]) => [
          status,
          { description, content: { [problemType]: { schema: { $ref: "#/components/schemas/Problem" } } } },
        ]),
      ),
      schemas: Object.fromEntries([...shared].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

let text: string | undefined;

/** As it is served, and as docs/openapi.json has it. */
export const documentText = (): string => (text ??= `${JSON.stringify(apiDocument(), null, 2)}\n`);
