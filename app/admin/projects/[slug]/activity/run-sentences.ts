import { z } from "zod";
import { worded } from "./worded.ts";
import { fileSize, numbered, points } from "#lib/numbers.ts";

const run = z.object({ run: z.string() });

/** What became of machines. */
export const runSentences: Readonly<Record<string, (detail: unknown) => string | null>> = {
  "run.first": worded(run, ({ run }) => `started the first training, ${run}`),
  "run.takes": worded(run, ({ run }) => `let ${run}, the first machine, choose what people are asked`),
  "run.set-aside": worded(
    run.extend({ answers: z.number() }),
    ({ run, answers }) =>
      `stopped training ${run}: ${numbered(answers, "answer")} it learnt from had been set aside`,
  ),
  "run.start": worded(run, ({ run }) => `started training ${run}`),
  "run.cancel": worded(run, ({ run }) => `stopped training ${run}`),
  "run.combine": worded(run, ({ run }) => `asked for ${run}`),
  "run.renew": worded(
    run.extend({ answers: z.number() }),
    ({ run, answers }) => `began training ${run} after ${numbered(answers, "new answer")}`,
  ),
  "run.decide": worded(
    run.extend({
      against: z.string(),
      basis: z.enum(["gold", "answers"]),
      items: z.number(),
      audited: z.number(),
      difference: z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable(),
      verdict: z.enum(["better", "worse", "even", "too few"]),
      margin: z.number(),
      activated: z.boolean(),
    }),
    ({ run, against, basis, items, difference, verdict, margin, activated }) => {
      const told =
        difference === null || verdict === "too few"
          ? "too few items to tell"
          : `${points(difference.value)} points (${points(difference.low)} to ${points(difference.high)}) on ${numbered(items, "item")} ${basis === "gold" ? "with gold" : "that people answered"}`;
      return `${activated ? "made" : "did not make"} ${run} active in place of ${against}: ${told}; a loss of ${+(100 * margin).toFixed(3)} points is allowed`;
    },
  ),
  "run.rename": worded(
    z.object({ from: z.string(), to: z.string() }),
    ({ from, to }) => `renamed the run ${from} to ${to}`,
  ),
  "run.pin": worded(run.extend({ pinned: z.boolean() }), ({ run, pinned }) =>
    pinned
      ? `has the weights of ${run} kept`
      : `left it to the rule for weights how long those of ${run} are kept`,
  ),
  "run.weights": worded(
    run.extend({ bytes: z.number() }),
    ({ run, bytes }) => `removed the weights of ${run} (${fileSize(bytes)})`,
  ),
  "run.delete": worded(run, ({ run }) => `deleted the run ${run}`),
  "run.activate": worded(run, ({ run }) => `made ${run} the active run`),
  "panel.start": worded(
    z.object({ panel: z.number(), runs: z.number() }),
    ({ panel, runs }) => `started panel ${panel} with ${numbered(runs, "run")}`,
  ),
  "panel.cancel": worded(
    z.object({ panel: z.number(), runs: z.number() }),
    ({ panel, runs }) => `stopped panel ${panel}, which left ${numbered(runs, "run")} untrained`,
  ),
};
