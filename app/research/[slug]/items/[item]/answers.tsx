import { duration } from "../../../../_ui/format.ts";
import { LocalTime } from "../../../../_ui/local-time.tsx";
import type { ItemView, Said } from "#db/views/items/item.ts";
import { percent } from "../../../../_ui/format.ts";

/** Every judgment of the item, oldest first; those that do not stand any more are struck through. */
export function Answers({ item, classes }: { item: ItemView; classes: readonly string[] }) {
  const { said, gold } = item;
  if (said.length === 0) return <p className="text-sm text-muted">Nobody has said anything of it yet.</p>;
  return (
    <div
      role="group"
      aria-label="All answers"
      tabIndex={0}
      className="-mx-5 overflow-x-auto px-5 sm:-mx-6 sm:px-6"
    >
      <table className="w-full text-sm tabular-nums">
        <thead className="text-left text-muted">
          <tr className="border-b border-line">
            <th className="pb-2 font-medium">Who</th>
            <th className="pb-2 pl-4 font-medium">Said</th>
            <th className="pb-2 pl-4 text-right font-medium">Time</th>
            <th className="pb-2 pl-4 font-medium">When</th>
          </tr>
        </thead>
        <tbody>
          {said.map((each) => (
            <tr key={each.id} className="border-b border-line/60 align-top last:border-0">
              <th scope="row" className="py-2.5 text-left font-medium">
                {each.name}
                <span className="block text-xs font-normal text-muted">{kindOf(each)}</span>
              </th>
              <td className={`py-2.5 pl-4 ${each.current ? "" : "text-muted line-through"}`}>
                {answerOf(each, classes)}
                {each.setAside && <span className="ml-1.5 inline-block no-underline">set aside</span>}
                {each.current && each.label !== null && gold !== null && (
                  <span className={each.label === gold ? "ml-1.5 text-accent" : "ml-1.5 text-danger"}>
                    {each.label === gold ? "right" : "wrong"}
                  </span>
                )}
              </td>
              <td className="py-2.5 pl-4 text-right whitespace-nowrap">
                {each.ms !== null ? duration(each.ms) : each.batch ? duration(each.batch.ms) : "–"}
                {each.batch && (
                  <span className="block text-xs text-muted">
                    {each.batch.answers === 1 ? "in the grid" : `for ${each.batch.answers} at once`}
                  </span>
                )}
                {each.quality !== null && each.quality !== "ok" && (
                  <span className="block text-xs text-muted">{each.quality}</span>
                )}
              </td>
              <td className="py-2.5 pl-4 whitespace-nowrap">
                <LocalTime at={each.at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function answerOf({ outcome, label }: Said, classes: readonly string[]): string {
  if (outcome === "withdrawn") return "took the answer back";
  return label === null ? "can’t tell" : (classes[label] ?? "?");
}

function kindOf({ source, reason, inclusion, eta, late }: Said): string {
  if (source === "column") return "imported";
  if (source === "review") return "decided in review";
  if (reason === null) return "";
  const why = reason === "audit" ? "audit" : "asked";
  const with_ = [
    eta === null ? "" : `η = ${eta}`,
    inclusion === null || inclusion === 1 ? "" : `with probability ${percent(inclusion)}`,
    late ? "late" : "",
  ].filter((part) => part !== "");
  return [why, ...with_].join(", ");
}
