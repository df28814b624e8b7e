import type { ReactNode } from "react";
import { cancel } from "./actions.ts";
import { LearntFrom } from "./learnt-from.tsx";
import { backboneName } from "#lib/backbones/index.ts";
import { type Embedding, embedding } from "#lib/embedding-progress.ts";
import { trainingProgress } from "#lib/train/contract.ts";
import { decisionWords } from "#lib/teaming/comparison-words.ts";
import { combined } from "#lib/untrained.ts";
import { methodName } from "#lib/methods/index.ts";
import { Sparkline } from "./sparkline.tsx";
import { ActionButton } from "../../../../_ui/action-button.tsx";
import { buttonClass, ButtonLink } from "../../../../_ui/button.tsx";
import { Badge, type Tone } from "../../../../_ui/badge.tsx";
import { duration, percent, whole } from "../../../../_ui/format.ts";
import { LocalTime } from "../../../../_ui/local-time.tsx";
import { Progress } from "../../../../_ui/progress.tsx";
import type { Job, Run } from "#db/schema.ts";
import type { RunState } from "#lib/domain.ts";

const tones: Record<RunState, Tone> = {
  queued: "neutral",
  running: "machine",
  finished: "accent",
  failed: "danger",
  cancelled: "neutral",
};

export function RunCard({
  run,
  job,
  labels,
  encoder,
  active,
  model,
  href,
  comparison,
}: {
  run: Run;
  job: Job | null;
  labels: string;
  /** name of the encoder whose features it learns from */
  encoder: string | null;
  active: boolean;
  /** whether there is a file of its networks */
  model: boolean;
  /** of the run's page */
  href: string;
  /** with the active run */
  comparison: ReactNode;
}) {
  const news = trainingProgress.safeParse(job?.note);
  const features = embedding.safeParse(job?.note);
  const ongoing = run.state === "running" || run.state === "queued";
  const elsewhere = run.origin !== null;
  const asOne = run.method === combined;
  const fields = { project: run.projectId, run: run.id };
  return (
    <article
      className="rounded-card border border-line bg-surface p-5 sm:p-6"
      data-testid={`run-${run.state}`}
    >
      <div className="flex flex-wrap items-center gap-3">
        <h2>{run.name}</h2>
        <Badge tone={tones[run.state]}>{run.state}</Badge>
        {active && <Badge tone="accent">active</Badge>}
        <div className="ml-auto flex flex-wrap gap-2">
          {ongoing && (
            <ActionButton
              action={cancel}
              fields={fields}
              look="danger"
              confirm={{
                title: asOne ? "Stop this?" : elsewhere ? "Stop this import?" : "Stop this training?",
                text: elsewhere
                  ? `What is stored of ${run.name} by now is thrown away.`
                  : `${run.name} is stopped, and what it has learnt so far is lost.`,
                yes: asOne ? "Stop" : elsewhere ? "Stop the import" : "Stop training",
                no: elsewhere ? "Go on" : "Keep training",
              }}
            >
              Stop
            </ActionButton>
          )}
          {model && (
            <>
              {/* Downloads, not pages: plain links, so that nothing fetches them ahead. */}
              <a className={buttonClass("quiet")} href={`/api/runs/${run.id}/model?card`} download>
                Model card
              </a>
              <a className={buttonClass()} href={`/api/runs/${run.id}/model`} download>
                Take the model home
              </a>
            </>
          )}
          {run.state === "finished" && !active && <ButtonLink href={href}>Make active</ButtonLink>}
        </div>
      </div>
      <p className="mt-1 text-sm text-muted">
        {!elsewhere ? (
          <>
            {methodName(run.method)} · {backboneName(run.backbone)}
            {encoder !== null && ` on frozen features of ${encoder}`} · labels: {labels} ·{" "}
            {whole(run.trainItems)} items to train on, {whole(run.predictedItems)} to predict · seed{" "}
            {run.seed} · number {run.id}
            {run.renews !== null && " · begun by the project’s rule"}
          </>
        ) : (
          `${asOne ? "Geometric mean of the calibrated best" : "Not trained here · predictions from"}${asOne ? ": " : " "}${run.origin}${run.predictedItems === null ? "" : ` · ${whole(run.predictedItems)} items predicted`}`
        )}
      </p>
      {ongoing && (
        <div className="mt-4 flex flex-col gap-2">
          <Progress value={job?.progress ?? 0} label={`Progress of ${run.name}`} tone="machine" />
          <p className="text-sm text-muted tabular-nums">
            {run.state === "queued" && (job?.attempt ?? 0) === 0
              ? "Waiting for a worker."
              : news.success
                ? [
                    `epoch ${Math.min(news.data.epoch + 1, news.data.epochs)} of ${news.data.epochs}`,
                    `${news.data.imagesPerSecond.toFixed(0)} images/s`,
                    `loss ${news.data.loss.toFixed(3)}`,
                    ...(news.data.accuracy === null
                      ? []
                      : [`${percent(news.data.accuracy)} accuracy on gold`]),
                    `${duration(news.data.secondsLeft * 1000)} left`,
                  ].join(" · ")
                : features.success
                  ? embeddingWords(features.data)
                  : asOne
                    ? "Combining …"
                    : elsewhere
                      ? "Storing its predictions …"
                      : "Getting ready …"}
            {job?.error && run.state === "queued" && ` Trying again after an error: ${job.error}`}
          </p>
        </div>
      )}
      {(run.learntFrom ?? run.decision ?? comparison) && (
        <div className="mt-3 flex flex-col gap-2">
          {run.learntFrom && <LearntFrom of={run.learntFrom} answers={run.answers} />}
          {comparison}
          {run.decision && <p className="max-w-prose text-sm text-muted">{decisionWords(run.decision)}</p>}
        </div>
      )}
      {run.state === "failed" && <p className="mt-3 text-sm text-danger">{run.error}</p>}
      {run.state === "finished" && (
        <div className="mt-4 flex flex-wrap items-start justify-between gap-x-8 gap-y-3">
          <dl className="flex flex-wrap items-start gap-x-8 gap-y-3 text-sm tabular-nums [&_dd]:font-medium [&_dt]:text-muted">
            <div>
              <dt>Accuracy on gold</dt>
              <dd className="text-lg">
                {run.accuracy === null ? "no gold labels" : percent(run.accuracy, 2)}
              </dd>
              {run.goldItems !== null && run.goldItems > 0 && (
                <dd className="text-xs font-normal text-muted">
                  of {whole(run.goldItems)} {elsewhere ? "items" : "unseen items"}
                </dd>
              )}
            </div>
            {!elsewhere && (
              <>
                <div>
                  <dt>Speed</dt>
                  <dd>{run.imagesPerSecond === null ? "–" : `${run.imagesPerSecond.toFixed(0)} images/s`}</dd>
                </div>
                <div>
                  <dt>Time</dt>
                  <dd>{duration(run.seconds === null ? null : run.seconds * 1000)}</dd>
                </div>
                <div className="min-w-0 max-w-56">
                  <dt>Engine</dt>
                  <dd>{run.executor}</dd>
                </div>
              </>
            )}
            <div>
              <dt>Finished</dt>
              <dd>{run.finishedAt !== null && <LocalTime at={run.finishedAt} />}</dd>
            </div>
          </dl>
          {run.history && <Sparkline history={run.history} />}
        </div>
      )}
    </article>
  );
}

/** What an encoder that goes through the pictures before a training tells. */
function embeddingWords({ embedded, toEmbed, picturesPerSecond: rate }: Embedding): string {
  const left = rate ? ` · ${duration(((toEmbed - embedded) / rate) * 1000)} left` : "";
  return `making features: ${whole(embedded)} of ${whole(toEmbed)} pictures${left}`;
}
