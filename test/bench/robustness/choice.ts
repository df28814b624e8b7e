import { grouped } from "#lib/grouped.ts";
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
    const compared = ranked(own, ({ candidate }) => candidate);
    const names = new Set(compared.map(({ name }) => name));
    const elsewhere = own.filter(({ candidate }) => !names.has(candidate));
    // what was not tried in every world cannot be compared with the rest
    const others = [...grouped(elsewhere, ({ candidate }) => candidate)].map(([name, tried]) => ({
      name,
      aside: average(tried),
    }));
    return [
      ...compared.map(({ name, aside }) => ({ name, shown: percent(aside) })),
      ...others.sort((x, y) => y.aside - x.aside).map(({ name }) => ({ name, shown: "" })),
    ].map(({ name, shown }, place) => {
      const of = (noise: string) => own.filter((one) => one.candidate === name && one.noise === noise);
      return [
        place === 0 ? methodName(method) : "",
        settings(name),
        ...kinds.map((kind) => mean(of(kind))),
        shown,
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

const average = (part: readonly Trial[]): number =>
  part.reduce((sum, { aside }) => sum + aside, 0) / part.length;

const mean = (part: readonly Trial[]): string => (part.length === 0 ? "" : percent(average(part)));

const percent = (share: number): string => (100 * share).toFixed(1);
