import type { ReactNode } from "react";
import { curveFigure } from "../curves.ts";
import { parametersWords, type RunFacts } from "../run-facts.ts";
import { BlockFigure } from "../../../../../research/[slug]/study/block-figure.tsx";
import { Card } from "../../../../../_ui/card.tsx";
import { duration, percent, whole } from "../../../../../_ui/format.ts";
import { launcherWords } from "../../../../../_ui/launcher-words.ts";
import { LocalTime } from "../../../../../_ui/local-time.tsx";
import { combined } from "#lib/untrained.ts";

/** What a run is, what it was given, and how its training went. */
export function RunDetails({ facts }: { facts: RunFacts }) {
  const { run, method, sees, labels, accuracy } = facts;
  const elsewhere = run.origin !== null;
  const finished = run.state === "finished";
  const figure = curveFigure([facts]);
  const hyper = JSON.stringify(run.options.hyper ?? {});
  return (
    <Card title="Facts">
      <dl className="grid gap-x-8 gap-y-4 text-sm tabular-nums sm:grid-cols-2 lg:grid-cols-4 [&_dd]:font-medium [&_dt]:text-muted">
        {finished && (
          <Fact name="Accuracy on gold">
            <span className="text-lg">
              {accuracy === null || accuracy.value === null ? "no gold labels" : percent(accuracy.value, 2)}
            </span>
            {accuracy !== null && accuracy.value !== null && (
              <span className="block text-xs font-normal text-muted">
                {percent(accuracy.low)} – {percent(accuracy.high)} · {whole(accuracy.n)}{" "}
                {elsewhere ? "items" : "unseen items"}
              </span>
            )}
          </Fact>
        )}
        {elsewhere ? (
          <>
            <Fact name={run.method === combined ? "Made of" : "Not trained here"}>
              {run.method === combined ? run.origin : `predictions from ${run.origin}`}
            </Fact>
            <Fact name="Items predicted">{whole(run.predictedItems)}</Fact>
          </>
        ) : (
          <>
            <Fact name="Method">{method}</Fact>
            <Fact name="Sees with">{sees}</Fact>
            <Fact name="Labels">{labels}</Fact>
            <Fact name="Learnt from">{whole(run.trainItems)} items</Fact>
            <Fact name="Predicted">{whole(run.predictedItems)} items</Fact>
            <Fact name="Epochs">
              {typeof run.options.epochs === "number" ? run.options.epochs : "as usual"}
              {Number(run.options.folds ?? 1) > 1 && `, cross-fitted in ${String(run.options.folds)} parts`}
            </Fact>
            {hyper !== "{}" && (
              <Fact name="Options of the method">
                {hyper.replaceAll(/["{}]/g, "").replaceAll(",", ", ").replaceAll(":", " ")}
              </Fact>
            )}
            <Fact name="Parameters">{parametersWords(run.parameters)}</Fact>
            <Fact name="Seed">{run.seed}</Fact>
            <Fact name="Took">
              {duration(run.seconds === null ? null : run.seconds * 1000)}
              {run.imagesPerSecond !== null && ` at ${run.imagesPerSecond.toFixed(0)} images/s`}
            </Fact>
            {run.executor !== null && <Fact name="Engine">{run.executor}</Fact>}
            {run.launcher !== null && (
              <Fact name="Ran on">
                {launcherWords(run.launcher)}
                {(run.hosts ?? []).length > 0 && ` (${run.hosts?.join(", ")})`}
              </Fact>
            )}
            {run.workedSeconds !== null && (
              <Fact name="Cost">
                {duration(run.workedSeconds * 1000)} of computing, {((run.cardSeconds ?? 0) / 60).toFixed(1)}{" "}
                GPU minutes
              </Fact>
            )}
          </>
        )}
        <Fact name={run.finishedAt === null ? "Asked for" : finished ? "Finished" : "Ended"}>
          <LocalTime at={run.finishedAt ?? run.createdAt} />
        </Fact>
        <Fact name="Number">{run.id}</Fact>
        {run.renews !== null && <Fact name="Begun by">the project’s rule</Fact>}
      </dl>
      {figure && (
        <div className="mt-6 border-t border-line pt-5">
          <h3 className="mb-3 text-sm font-medium">{figure.y.name} by epoch</h3>
          <BlockFigure figure={figure} name="Learning curve" />
        </div>
      )}
    </Card>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="min-w-0">
    <dt>{name}</dt>
    <dd className="break-words">{children}</dd>
  </div>
);
