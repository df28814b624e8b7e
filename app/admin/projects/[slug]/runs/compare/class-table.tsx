import type { Named } from "./differences.tsx";
import { percent, whole } from "../../../../../_ui/format.ts";
import type { ManyCompared } from "#lib/teaming/compare-many.ts";

/** Recall and precision of each run by class; the best of a row stands out. */
export function ClassTable({
  names,
  classes,
  many: { machines },
}: {
  names: readonly Named[];
  classes: readonly string[];
  many: ManyCompared;
}) {
  const rows = classes.flatMap((name, k) => {
    const items = machines[0]?.classes[k]?.recall.n ?? 0;
    const said = machines.some((machine) => (machine.classes[k]?.precision.n ?? 0) > 0);
    return items === 0 && !said ? [] : [{ name, k, items }];
  });
  return (
    <>
      <p className="mb-4 max-w-prose text-sm text-muted">
        Recall: of the items of a class, how many the run calls so. Precision: of those that it calls so, how
        many are. The highest of a row is bold.
      </p>
      <div
        className="relative overflow-x-auto"
        tabIndex={0}
        role="region"
        aria-label="Recall and precision by class"
      >
        <table className="w-full text-sm tabular-nums">
          <thead className="text-muted">
            <tr>
              <th scope="col" rowSpan={2} className="pr-3 pb-2 text-left align-bottom font-normal">
                Class
              </th>
              <th scope="col" rowSpan={2} className="px-2 pb-2 text-right align-bottom font-normal">
                Items
              </th>
              <th
                scope="colgroup"
                colSpan={names.length}
                className="border-b border-line px-2 pb-1 text-left font-medium"
              >
                Recall
              </th>
              <th
                scope="colgroup"
                colSpan={names.length}
                className="border-b border-line px-2 pb-1 pl-6 text-left font-medium"
              >
                Precision
              </th>
            </tr>
            <tr>
              {(["recall", "precision"] as const).map((what) =>
                names.map(({ id, name }, i) => (
                  <th
                    key={`${what} ${id}`}
                    scope="col"
                    className={`max-w-40 px-2 py-2 text-right align-bottom text-xs font-normal ${what === "precision" && i === 0 ? "pl-6" : ""}`}
                  >
                    {name}
                  </th>
                )),
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, k, items }) => (
              <tr key={k} className="border-t border-line">
                <th scope="row" className="py-1.5 pr-3 text-left font-medium">
                  {name}
                </th>
                <td className="px-2 py-1.5 text-right text-muted">{whole(items)}</td>
                {(["recall", "precision"] as const).map((what) => {
                  const shares = machines.map((machine) => machine.classes[k]?.[what]);
                  const values = shares.map((share) => share?.value ?? -1);
                  const best = values.every((value) => value === values[0]) ? null : Math.max(...values);
                  return shares.map((share, i) => (
                    <td
                      key={`${what} ${names[i]?.id}`}
                      title={
                        share === undefined || share.value === null
                          ? undefined
                          : `${whole(share.right)} of ${whole(share.n)}, ${percent(share.low)} – ${percent(share.high)}`
                      }
                      className={`px-2 py-1.5 text-right whitespace-nowrap ${what === "precision" && i === 0 ? "pl-6" : ""} ${best !== null && share?.value === best ? "font-semibold" : ""}`}
                    >
                      {percent(share?.value)}
                    </td>
                  ));
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
