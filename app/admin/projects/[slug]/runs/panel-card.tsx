import { stopPanel } from "./actions.ts";
import { backboneName } from "#lib/backbones/index.ts";
import { methodName } from "#lib/methods/index.ts";
import { preTrained } from "#lib/pre-trained.ts";
import { ActionButton } from "../../../../_ui/action-button.tsx";
import { ButtonLink } from "../../../../_ui/button.tsx";
import { buttonClass } from "../../../../_ui/button-class.ts";
import { Badge } from "../../../../_ui/badge.tsx";
import { duration, percent } from "../../../../_ui/format.ts";
import { LocalTime } from "../../../../_ui/local-time.tsx";
import { Progress } from "../../../../_ui/progress.tsx";
import { mostCompared } from "#db/machines/compare-many.ts";
import type { PanelView } from "#db/machines/panels.ts";
import type { Run } from "#db/schema.ts";
import { panelProgress } from "#lib/train/panel-progress.ts";

/** A panel as a table: a row a method, a column a label source and backbone, and how far all of it is. */
export function PanelCard({
  view: { panel, runs },
  labelsOf,
  encoderOf,
  progressOf,
  hasModel,
  hrefOf,
  compareAt,
  activeRunId,
  now,
}: {
  view: PanelView;
  labelsOf: (run: Run) => string;
  /** name of the encoder whose features a run learns from */
  encoderOf: (run: Run) => string | null;
  progressOf: (run: Run) => number;
  /** whether there is a file of its networks */
  hasModel: (run: Run) => boolean;
  /** of a run's page */
  hrefOf: (run: Run) => string;
  /** address of the comparison */
  compareAt: string;
  activeRunId: number | null;
  now: number;
}) {
  const parts = runs.map((run) => ({ ...run, progress: run.state === "running" ? progressOf(run) : 0 }));
  const { done, failed, progress, secondsLeft } = panelProgress(parts, now);
  const ongoing = done + failed < runs.length;
  const columnOf = (run: Run) =>
    `${labelsOf(run)} · ${preTrained(backboneName(run.backbone), encoderOf(run))}`;
  const columns = [...new Set(runs.map(columnOf))];
  const rows = [...new Set(runs.map(({ method }) => method))];
  const best = Math.max(...runs.map(({ accuracy }) => accuracy ?? -1));
  return (
    <article
      className="rounded-card border border-line bg-surface p-5 sm:p-6"
      data-testid={ongoing ? "panel-ongoing" : "panel-ended"}
    >
      <div className="flex flex-wrap items-center gap-3">
        <h2>Panel {panel.id}</h2>
        <Badge tone={ongoing ? "machine" : "accent"}>
          {done} of {runs.length} trained
        </Badge>
        {failed > 0 && <Badge tone="danger">{failed} failed or stopped</Badge>}
        {done > 1 && (
          <ButtonLink href={`${compareAt}?${comparedOf(runs)}`} look="quiet" className="ml-auto">
            Compare the best
          </ButtonLink>
        )}
        {ongoing && (
          <div className={done > 1 ? "" : "ml-auto"}>
            <ActionButton
              action={stopPanel}
              fields={{ project: panel.projectId, panel: panel.id }}
              look="danger"
              confirm={{
                title: `Stop panel ${panel.id}?`,
                text: "Runs that have finished stay; the others are stopped.",
                yes: "Stop the panel",
                no: "Keep training",
              }}
            >
              Stop
            </ActionButton>
          </div>
        )}
      </div>
      <p className="mt-1 text-sm text-muted">
        Started <LocalTime at={panel.createdAt} />
      </p>
      {ongoing && (
        <div className="mt-4 flex flex-col gap-2">
          <Progress value={progress} label={`Progress of panel ${panel.id}`} tone="machine" />
          <p className="text-sm text-muted tabular-nums">
            {secondsLeft === null ? "Getting ready …" : `about ${duration(secondsLeft * 1000)} left`}
          </p>
        </div>
      )}
      <div
        className="mt-4 overflow-x-auto"
        tabIndex={0}
        role="region"
        aria-label={`Runs of panel ${panel.id}`}
      >
        <table className="w-full text-sm tabular-nums">
          <thead className="text-left text-muted">
            <tr>
              <th scope="col" className="py-2 pr-4 font-normal">
                Method
              </th>
              {columns.map((column) => (
                <th key={column} scope="col" className="px-2 py-2 font-normal">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((method) => (
              <tr key={method} className="border-t border-line">
                <th scope="row" className="py-1 pr-4 text-left font-medium whitespace-nowrap">
                  {methodName(method)}
                </th>
                {columns.map((column) => {
                  const run = parts.find((each) => each.method === method && columnOf(each) === column);
                  return (
                    <td key={column} className="h-12 px-2 py-1">
                      {run && (
                        <Cell
                          run={run}
                          active={run.id === activeRunId}
                          best={run.accuracy === best}
                          model={hasModel(run)}
                          href={hrefOf(run)}
                        />
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </article>
  );
}

/** Search part of the address that compares the panel's best runs. */
const comparedOf = (runs: readonly Run[]): string =>
  runs
    .filter(({ state }) => state === "finished")
    .toSorted((a, b) => (b.accuracy ?? 0) - (a.accuracy ?? 0))
    .slice(0, mostCompared)
    .map(({ id }) => `run=${id}`)
    .join("&");

function Cell({
  run,
  active,
  best,
  model,
  href,
}: {
  run: Run & { progress: number };
  /** of the run's page */
  href: string;
  active: boolean;
  best: boolean;
  model: boolean;
}) {
  if (run.state === "running") {
    return (
      <span className="flex max-w-40 items-center gap-3 whitespace-nowrap text-muted">
        <Progress value={run.progress} label={`Progress of ${run.name}`} tone="machine" />
        {percent(run.progress, 0)}
      </span>
    );
  }
  if (run.state !== "finished") {
    return (
      <span className={run.state === "failed" ? "text-danger" : "text-muted"}>
        {run.state === "queued" ? "waiting" : run.state}
        {run.error && `: ${run.error}`}
      </span>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-x-3 whitespace-nowrap">
      <span className={best ? "font-semibold" : ""}>
        {run.accuracy === null ? "no gold labels" : percent(run.accuracy, 2)}
      </span>
      <span className="text-muted">{duration(run.seconds === null ? null : run.seconds * 1000)}</span>
      {active ? (
        <Badge tone="accent">active</Badge>
      ) : (
        <ButtonLink href={href} look="quiet">
          Make active
        </ButtonLink>
      )}
      {model && (
        <a
          className={buttonClass("quiet")}
          href={`/api/runs/${run.id}/model`}
          aria-label={`Take the model of ${run.name} home`}
          download
        >
          ONNX
        </a>
      )}
    </div>
  );
}
