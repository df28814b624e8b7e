import { STATUS_CODES } from "node:http";
import { z } from "zod";
import { byField } from "#lib/validation.ts";

/** The one shape of everything that goes wrong (RFC 9457): its status, and one sentence for the person. */
export const problemSchema = z
  .object({
    type: z.string().describe("about:blank: the status says what kind of problem it is"),
    title: z.string().describe("the name of the status"),
    status: z.int(),
    detail: z.string().describe("one sentence"),
    errors: z
      .array(z.object({ path: z.string(), detail: z.string() }))
      .optional()
      .describe("what is wrong with which part of what was sent"),
    id: z.string().optional().describe("under which the server’s log has the rest"),
  })
  .meta({ id: "Problem" });

export const problemType = "application/problem+json";

export type ProblemExtras = {
  errors?: { path: string; detail: string }[];
  id?: string;
  /** of the answer */
  headers?: Record<string, string>;
};

/** A request that is refused. */
export class Problem extends Error {
  readonly status: number;
  readonly extras: ProblemExtras;
  constructor(status: number, detail: string, extras: ProblemExtras = {}) {
    super(detail);
    this.status = status;
    this.extras = extras;
  }
}

/** One part that does not fit, where no schema could tell. @param path such as body.labels */
export const misfit = (path: string, detail: string): Problem =>
  new Problem(422, `${path}: ${detail}`, { errors: [{ path, detail }] });

/** @param path where the class was named @throws Problem 422 where the project has no such class */
export function needClass(
  { classes }: { classes: readonly string[] },
  label: number | null,
  path: string,
): void {
  if (label !== null && label >= classes.length) throw misfit(path, "This project has no such class.");
}

/** What zod finds in a part of a request. @param where params, query or body */
export const unfit = (where: "params" | "query" | "body", error: z.ZodError): Problem => {
  const errors = Object.entries(byField(error)).map(([path, detail]) => ({
    path: path === "" ? where : `${where}.${path}`,
    detail,
  }));
  return new Problem(422, `${errors[0]?.path ?? where}: ${errors[0]?.detail ?? "This is not valid."}`, {
    errors,
  });
};

export const problemText = ({ status, message, extras: { errors, id } }: Problem): string =>
  JSON.stringify({
    type: "about:blank",
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail: message,
    ...(errors && { errors }),
    ...(id !== undefined && { id }),
  } satisfies z.output<typeof problemSchema>);
