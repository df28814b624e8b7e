import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { unfit } from "./problem.ts";
import type { Authorized } from "#db/access.ts";
import type { RootDb } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import type { LiveToken } from "#db/people/api-tokens.ts";
import type { Project } from "#db/schema.ts";
import type { Role, TokenAction } from "#lib/domain.ts";
import { sentence } from "#lib/validation.ts";

/*
 * A handler of the API as a value: what it takes and gives are schemas, from which the checks, the types and the
 * OpenAPI document come. Nothing of a handler runs before its token, action, role and schemas are checked.
 */

const nothing = z.strictObject({});
type Nothing = typeof nothing;

/** What the description is ordered by. */
export type Tag =
  | "me"
  | "projects"
  | "items"
  | "judgments"
  | "review"
  | "predictions"
  | "imports"
  | "runs"
  | "encoders"
  | "team"
  | "study"
  | "exports"
  | "webhooks"
  | "people"
  | "installation";

type Method = "get" | "post" | "put" | "patch" | "delete";

/** A body that is no JSON: lines of JSON that are taken as they come. `line` is for the document, and says each line. */
export type Lines = { line: z.ZodType };
/** An answer that is no JSON: its media types. */
export type Bytes = { types: readonly string[]; about: string };

export type Spec<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends z.ZodType> = {
  method: Method;
  /** behind /api/v1 */
  path: `/${string}`;
  /** what it does, in a few words */
  summary: string;
  description?: string;
  tag: Tag;
  /** what the token has to allow */
  action: TokenAction;
  /** who may: of this role in the project, or, without a project, with an account of this role */
  role: Role;
  /** of a project's handler: who may has an account of this role besides */
  account?: Role;
  /** it is about all of Tandem: a token for single projects is refused */
  everywhere?: boolean;
  params?: P;
  query?: Q;
  body?: B;
  lines?: Lines;
  /** a body that is a file of any kind */
  file?: true;
  /** what it answers with; null: nothing */
  response: R | null;
  bytes?: Bytes;
  /** its answer holds something that is shown once: it is kept nowhere, not for an Idempotency-Key either */
  secret?: true;
  /** of what it answers; by default 200, or 204 without an answer */
  status?: 200 | 201 | 202;
};

/** What stands behind a request. */
export type Caller = { db: RootDb; dir: DataDir; token: LiveToken; now: number };

export type Call<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, Where> = Caller & {
  user: LiveToken["user"];
  params: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
  /** the project of the address, with the right to act on it */
  project: Where;
  request: IncomingMessage;
};

/** An answer that is no JSON, sent by the handler itself. */
export class Raw {
  readonly send: (response: ServerResponse) => Promise<void>;
  constructor(send: (response: ServerResponse) => Promise<void>) {
    this.send = send;
  }
}

/** A request before its parts are checked. */
export type Asked = {
  params: Record<string, string>;
  search: URLSearchParams;
  /** parsed JSON; undefined without a body */
  body: unknown;
  request: IncomingMessage;
};

export type Answered = { json: unknown } | { raw: Raw } | null;

type AnySpec = Spec<z.ZodObject, z.ZodObject, z.ZodType, z.ZodType>;

export type Route = {
  spec: AnySpec;
  /** whether its address names a project */
  ofProject: boolean;
  /** Check the parts and do it. @param where the project of its address, null for one without */
  handle: (asked: Asked, caller: Caller, where: Authorized<Project, Role> | null) => Promise<Answered>;
};

const isList = (schema: unknown): boolean =>
  schema instanceof z.ZodArray ||
  (schema instanceof z.ZodOptional && isList(schema.unwrap())) ||
  (schema instanceof z.ZodDefault && isList(schema.unwrap()));

/** The search part of an address: a name that may be given several times is a list. */
function queryOf(search: URLSearchParams, schema: z.ZodObject): Record<string, unknown> {
  const names = new Set(search.keys());
  return Object.fromEntries(
    [...names].map((name) => {
      const all = search.getAll(name);
      return [name, isList(schema.shape[name]) || all.length > 1 ? all : all[0]];
    }),
  );
}

function checked<S extends z.ZodType>(
  where: "params" | "query" | "body",
  schema: S,
  given: unknown,
): z.output<S> {
  const parsed = schema.safeParse(given, { error: sentence });
  if (!parsed.success) throw unfit(where, parsed.error);
  return parsed.data;
}

type Parts<P, Q, B> = { params: P; query: Q; body: B };

function made<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends z.ZodType, Where>(
  spec: Spec<P, Q, B, R>,
  ofProject: boolean,
  placed: (where: Authorized<Project, Role> | null) => Where,
  fn: (call: Call<P, Q, B, Where>) => z.input<R> | Raw | Promise<z.input<R> | Raw>,
): Route {
  // a part that a handler does not take has the type of its default
  const { params = nothing, query = nothing, body = z.undefined() } = spec;
  const parts = { params, query, body } as Parts<P, Q, B>;
  return {
    spec,
    ofProject,
    async handle({ params: named, search, body: given, request }, caller, where) {
      const call = {
        ...caller,
        user: caller.token.user,
        params: checked("params", parts.params, named),
        query: checked("query", parts.query, queryOf(search, parts.query)),
        // without a body each field is what it is by itself
        body: checked("body", parts.body, given === undefined && spec.body ? {} : given),
        project: placed(where),
        request,
      };
      const value = await fn(call);
      if (spec.response === null && spec.bytes === undefined) return null;
      if (value instanceof Raw) return { raw: value };
      // what is documented is what leaves: nothing that the schema does not name
      return { json: spec.response === null ? value : spec.response.parse(value) };
    },
  };
}

/** A handler that is about no project in particular. */
export const route = <
  R extends z.ZodType,
  P extends z.ZodObject = Nothing,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodType = z.ZodUndefined,
>(
  spec: Spec<P, Q, B, R>,
  fn: (call: Call<P, Q, B, null>) => z.input<R> | Raw | Promise<z.input<R> | Raw>,
): Route => made(spec, false, () => null, fn);

/** A handler about the project of its address, which begins with /projects/{project}. */
export const projectRoute = <
  Who extends Role,
  R extends z.ZodType,
  P extends z.ZodObject = Nothing,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodType = z.ZodUndefined,
>(
  spec: Spec<P, Q, B, R> & { path: `/projects/{project}${string}`; role: Who },
  fn: (call: Call<P, Q, B, Authorized<Project, Who>>) => z.input<R> | Raw | Promise<z.input<R> | Raw>,
): Route =>
  made(
    spec,
    true,
    // granted by the dispatcher for spec.role, which is Who
    (where) => where as Authorized<Project, Who>,
    fn,
  );
