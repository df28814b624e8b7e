import { at } from "#lib/array.ts";
import { methodName } from "#lib/methods/index.ts";
import { noiseKinds, withNoiseRate } from "./regime.ts";
import { complete, type Outcome } from "./outcome.ts";

const END = "<!-- end -->";

/** The page with the table between the command's marks; both are put at its end where they are missing. */
export function withTable(page: string, table: string, command = "bench:robustness"): string {
  const mark = `<!-- npm run ${command} -- --doc: what follows is written by it -->`;
  const start = page.indexOf(mark);
  const end = page.indexOf(END, start);
  const [before, after] =
    start < 0 || end < start
      ? [`${page.trimEnd()}\n\n`, "\n"]
      : [page.slice(0, start), page.slice(end + END.length)];
  return `${before}${mark}\n\n${table}\n\n${END}${after}`;
}

/** Whether the line is of a training with today's defaults, and the noise rate where a method asks for it. */
const byDefaults = ({ method, noise, seed, hyper }: Outcome): boolean =>
  JSON.stringify(hyper) ===
  JSON.stringify(complete({ method, noise, seed, hyper: withNoiseRate(method, noise, {}) }).hyper);

/** One line a method, in the order of the last accuracy with human1's labels and symmetric noise together; means over seeds. */
export function table(all: readonly Outcome[]): string {
  const outcomes = all.filter(byDefaults);
  const kinds = noiseKinds.options;
  const of = (method: string, noise: string) =>
    outcomes.filter((one) => one.method === method && one.noise === noise);
  const names = [...new Set(outcomes.map(({ method }) => method))];
  const lines = names.map((method) => {
    const parts = kinds.map((noise) => of(method, noise));
    const last = parts.flatMap((part) => (part.length === 0 ? [] : [mean(part, "last")]));
    return { method, parts, order: last.reduce((sum, share) => sum + share, 0) };
  });
  const cells = (part: readonly Outcome[]) =>
    part.length === 0
      ? ["", "", ""]
      : [
          percent(mean(part, "best")),
          `${percent(mean(part, "last"))}${spread(part)}`,
          percent(mean(part, "memorised")),
        ];
  const header = ["method", ...kinds.flatMap((noise) => [`${noise}: best`, "last", "wrong labels learnt"])];
  const rows = lines
    .sort((a, b) => b.order - a.order)
    .map(({ method, parts }) => [methodName(method), ...parts.flatMap(cells)]);
  const rule = header.map((_, column) => (column === 0 ? "---" : "---:"));
  return [header, rule, ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

const mean = (part: readonly Outcome[], field: "best" | "last" | "memorised"): number =>
  part.reduce((sum, one) => sum + one[field], 0) / part.length;

/** Half the distance between the seeds, where there are several. */
function spread(part: readonly Outcome[]): string {
  if (part.length < 2) return "";
  const sorted = part.map(({ last }) => last).sort((a, b) => a - b);
  return ` ± ${((100 * (at(sorted, sorted.length - 1) - at(sorted, 0))) / 2).toFixed(1)}`;
}

const percent = (share: number): string => (100 * share).toFixed(1);
