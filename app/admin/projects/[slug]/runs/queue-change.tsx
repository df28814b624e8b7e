import { whole } from "../../../../_ui/format.ts";
import { queueChangeOf } from "../../../../_server/views.ts";
import { numbered } from "#lib/numbers.ts";

/** What becomes of the queue when a run routes in place of the active one. Put it behind a Suspense. */
export async function QueueChange({ projectId, run }: { projectId: number; run: number }) {
  const { now, then, newlyAsked, noLongerAsked, answersThere } = await queueChangeOf(projectId, run);
  const sides = [
    { name: "Now", ...now },
    { name: "With this run", ...then },
  ];
  return (
    <div className="flex flex-col gap-4 text-sm" data-testid="queue-change">
      <div className="relative overflow-x-auto">
        <table className="w-full max-w-xl tabular-nums [&_td]:py-1.5 [&_td]:text-right [&_th]:py-1.5 [&_th]:font-normal">
          <thead className="text-muted">
            <tr>
              <th scope="col" className="text-left">
                Items that wait for an answer
              </th>
              {sides.map(({ name }) => (
                <th key={name} scope="col" className="pl-4 text-right">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="[&_tr]:border-t [&_tr]:border-line">
            <tr>
              <th scope="row" className="text-left">
                because the team is unsure
              </th>
              {sides.map(({ name, deferred }) => (
                <td key={name}>{whole(deferred)}</td>
              ))}
            </tr>
            <tr>
              <th scope="row" className="text-left">
                for the audit
              </th>
              {sides.map(({ name, audit }) => (
                <td key={name}>{whole(audit)}</td>
              ))}
            </tr>
            <tr className="font-medium">
              <th scope="row" className="text-left">
                in all
              </th>
              {sides.map(({ name, deferred, audit }) => (
                <td key={name} data-testid={name === "Now" ? "asked-now" : "asked-then"}>
                  {whole(deferred + audit)}
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
      <p className="max-w-prose tabular-nums">
        {newlyAsked === 0
          ? "Nothing is asked that is not asked today"
          : `${numbered(newlyAsked, "item")} ${newlyAsked === 1 ? "is" : "are"} asked that ${newlyAsked === 1 ? "is" : "are"} not asked today`}
        {noLongerAsked === 0
          ? "; all that are asked today still are."
          : `; ${numbered(noLongerAsked, "item")} of today’s ${noLongerAsked === 1 ? "is" : "are"} not asked any more.`}
      </p>
      <p className="max-w-prose text-muted tabular-nums">
        {answersThere === 0
          ? "No answer is lost: all that people have given stay and count as before."
          : answersThere === 1
            ? "No answer is lost: the one to an item that is not asked any more stays and counts as before."
            : `No answer is lost: the ${whole(answersThere)} answers to items that are not asked any more stay and count as before.`}
      </p>
    </div>
  );
}
