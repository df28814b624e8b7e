import { ZodError } from "zod";
import type { InputShape } from "#lib/backbones/backbone.ts";
import { backbones, heads } from "#lib/backbones/index.ts";
import type { Method } from "#lib/methods/method.ts";
import { methods } from "#lib/methods/index.ts";
import { complaint } from "#lib/schema-words.ts";
import { withValidation } from "#lib/train/old-names.ts";
import { optionFields, withoutPictures } from "#lib/train/options.ts";

/**
 * Whether a training with these options can work on images of this shape.
 * @param given options as somebody chose them; a name that is no option is refused too
 * @returns one sentence about the first thing that does not fit; null when all does
 */
export function optionsProblem(given: Record<string, unknown>, shape: InputShape): string | null {
  const parsed = optionFields.strict().safeParse(withValidation(given));
  if (!parsed.success) return sentenceOf(parsed.error, given);
  const options = parsed.data;
  const backbone = backbones.find(({ id }) => id === options.backbone);
  const method: Method | undefined = methods.find(({ id }) => id === options.method);
  if (!backbone || !method) throw new Error("the schema lets only registered methods and backbones pass");
  if (options.validation === 0 && (options.keep === "best" || options.calibrate))
    return "To choose the best epoch or to calibrate, hold out a share of the labels (validation).";
  const features = (shape.width ?? null) !== null;
  if (features && backbone.sees !== "features")
    return `${backbone.name} learns from pictures; from features learn ${named(heads)}.`;
  if (!features && backbone.sees === "features")
    return `${backbone.name} learns from features, which this training has none of.`;
  if (!features && options.translate >= shape.size)
    return `Images of ${shape.size} pixels cannot be shifted by ${options.translate}.`;
  return (
    problemOf(`An option of the backbone ${backbone.id}`, () =>
      backbone.build(options.backboneOptions, shape),
    ) ??
    problemOf(`An option of the method ${method.id}`, () => method.plan(options.hyper)) ??
    (options.mixup > 0 && !blends(method, options.hyper)
      ? `Mixup blends labels, which ${method.name} cannot learn from; CE, PLS and NLS can.`
      : null)
  );
}

/** Whether blends of two examples can be learnt: labels of any shares, and nothing kept of single examples. */
const blends = (method: Method, hyper: unknown): boolean =>
  method.shares && method.plan(hyper).every(({ columns }) => Object.keys(columns).length === 0);

const named = (some: readonly { id: string }[]): string => some.map(({ id }) => id).join(" and ");

/**
 * Options that say how pictures are varied: features are what they are.
 * @returns one sentence when one of them was chosen; null otherwise
 */
export function pictureOptionProblem(given: Record<string, unknown>): string | null {
  const chosen = Object.keys(given).find((name) => name in withoutPictures);
  return chosen === undefined
    ? null
    : `The option ${chosen} varies pictures; a training on features has none to vary.`;
}

function sentenceOf({ issues: [issue] }: ZodError, given: Record<string, unknown>): string {
  if (!issue) throw new Error("an error without an issue");
  if (issue.code === "unrecognized_keys") return `There is no option ${issue.keys.join(", ")}.`;
  const [name, schema] = Object.entries(optionFields.shape).find(([key]) => key === issue.path[0]) ?? [];
  return name !== undefined && schema
    ? `The option ${complaint(name, given[name], schema, issue.message)}`
    : `The options do not fit: ${issue.message}.`;
}

/** What the registered part says of its own options. */
function problemOf(what: string, attempt: () => unknown): string | null {
  try {
    attempt();
    return null;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    if (!(error instanceof ZodError)) throw error;
    const [issue] = error.issues;
    const where = issue?.path.length ? ` (${issue.path.join(".")})` : "";
    return `${what}${where} does not fit: ${issue?.message ?? "unknown"}.`;
  }
}
