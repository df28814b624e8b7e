import Link from "next/link";
import { Card } from "../../../../../_ui/card.tsx";
import { percent, points } from "../../../../../_ui/format.ts";
import { comparisonOf } from "../../../../../_server/views.ts";
import type { Project } from "#db/schema.ts";
import { numbered } from "#lib/numbers.ts";
import type { ManyCompared } from "#lib/teaming/compare-many.ts";
import { leastItems, type Verdict } from "#lib/teaming/compare-machines.ts";
import { basisWords, verdictWords } from "#lib/teaming/comparison-words.ts";

export type Named = { id: number; name: string };

const tones: Record<Verdict, string> = {
  better: "text-accent-strong",
  worse: "text-danger",
  even: "",
  "too few": "text-muted",
};
const short: Record<Verdict, string> = {
  better: "better",
  worse: "worse",
  even: "no difference shown",
  "too few": "too few items",
};

/** Accuracy of each run and its difference from the first: on common items with gold, else by people's answers. */
export async function Differences({
  project,
  names,
  many,
  base,
}: {
  project: Pick<Project, "id">;
  names: readonly Named[];
  many: ManyCompared;
  base: string;
}) {
  const [first] = names;
  if (!first) return null;
  const byGold = many.items >= leastItems;
  return (
    <Card title="On the same items">
      <p className="mb-4 max-w-prose text-sm text-muted">
        {byGold
          ? `On the ${numbered(many.items, "item")} with gold that all of them predict, none having learnt from it. Differences are paired, with 95 % intervals.`
          : "Too few items with gold are predicted by all of them; people’s answers tell, pair by pair."}
      </p>
      {byGold ? (
        <div
          className="relative overflow-x-auto"
          tabIndex={0}
          role="region"
          aria-label="Accuracy on the same items"
        >
          <table className="w-full max-w-4xl text-sm tabular-nums">
            <thead className="text-left text-muted">
              <tr>
                <th scope="col" className="pb-2 font-normal">
                  Run
                </th>
                <th scope="col" className="px-2 pb-2 text-right font-normal">
                  Accuracy
                </th>
                <th scope="col" className="px-2 pb-2 text-right font-normal">
                  Difference from {first.name}, points
                </th>
                <th scope="col" className="px-2 pb-2 font-normal">
                  <span className="sr-only">Verdict</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {names.map(({ id, name }, i) => {
                const machine = many.machines[i];
                if (!machine) return null;
                const { accuracy, difference, verdict } = machine;
                return (
                  <tr key={id} className="border-t border-line" data-testid="compared" data-verdict={verdict}>
                    <th scope="row" className="py-2.5 pr-2 text-left font-medium">
                      <Link href={`${base}/${id}`} className="underline-offset-4 hover:underline">
                        {name}
                      </Link>
                      {i > 0 && (
                        <Link
                          href={`?${[id, ...names.filter((each) => each.id !== id).map((each) => each.id)].map((each) => `run=${each}`).join("&")}`}
                          className="ml-3 text-xs font-normal whitespace-nowrap text-muted underline underline-offset-4 hover:text-ink"
                        >
                          compare with this one
                        </Link>
                      )}
                    </th>
                    <td className="px-2 py-2.5 text-right whitespace-nowrap">
                      <span className="font-medium">{percent(accuracy.value, 2)}</span>{" "}
                      <span className="text-muted">
                        ({percent(accuracy.low)} – {percent(accuracy.high)})
                      </span>
                    </td>
                    <td className="px-2 py-2.5 text-right whitespace-nowrap">
                      {difference ? (
                        <>
                          <span className="font-medium">{points(difference.value, 2)}</span>{" "}
                          <span className="text-muted">
                            ({points(difference.low)} to {points(difference.high)})
                          </span>
                        </>
                      ) : (
                        <span className="text-muted">–</span>
                      )}
                    </td>
                    <td className={`px-2 py-2.5 ${tones[verdict]}`}>{i > 0 && short[verdict]}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      ) : (
        <ul className="flex flex-col gap-3 text-sm">
          {await Promise.all(
            names.slice(1).map(async ({ id, name }) => {
              const comparison = await comparisonOf(project.id, id, first.id);
              return (
                <li key={id} data-testid="compared" data-verdict={comparison.verdict}>
                  <p className="font-medium">
                    {name} beside {first.name}:{" "}
                    <span className={tones[comparison.verdict]}>{verdictWords(comparison)}</span>
                  </p>
                  <p className="max-w-prose text-muted">{basisWords(comparison)}</p>
                </li>
              );
            }),
          )}
        </ul>
      )}
    </Card>
  );
}
