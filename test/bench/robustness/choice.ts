import { methodName } from "#lib/methods/index.ts";
import type { Outcome } from "./outcome.ts";
import { ranked } from "./rank.ts";
import { noiseKinds } from "./regime.ts";

/** A candidate that was trained, under the name that it has in every world. */
export type Trial = Outcome & { candidate: string };

/** What was tried, and which of it won: one line a candidate, each method's from best to worst, without gold. */
export function choiceTable(trials: readonly Trial[]): string {
  const kinds = noiseKinds.options;
  const lines = [...new Set(trials.map(({ method }) => method))].flatMap((method) => {
    const own = trials.filter((trial) => trial.method === method);
    return ranked(own, ({ candidate }) => candidate).map(({ name, aside }, place) => {
      const of = (noise: string) => own.filter((one) => one.candidate === name && one.noise === noise);
      return [
        place === 0 ? methodName(method) : "",
        settings(name),
        ...kinds.map((kind) => mean(of(kind))),
        percent(aside),
      ];
    });
  });
  const header = ["method", "tried, the best first", ...kinds, "mean"];
  const rule = ["---", "---", ...kinds.map(() => "---:"), "---:"];
  return [header, rule, ...lines].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** {"first":0.5,"rate":1} as “first 0.5, rate 1”. */
const settings = (json: string): string =>
  json.replaceAll(/[{}"]/g, "").replaceAll(":", " ").replaceAll(",", ", ") || "–";

const mean = (part: readonly Trial[]): string =>
  part.length === 0 ? "" : percent(part.reduce((sum, { aside }) => sum + aside, 0) / part.length);

const percent = (share: number): string => (100 * share).toFixed(1);
