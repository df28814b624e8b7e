import { cancel } from "./actions.ts";
import { stateTones } from "./state-tones.ts";
import { ActionButton } from "../../../../_ui/action-button.tsx";
import { Badge } from "../../../../_ui/badge.tsx";
import { duration, percent, whole } from "../../../../_ui/format.ts";
import { placeWords } from "../../../../_ui/launcher-words.ts";
import { Refused } from "../../../../_ui/refused.tsx";
import { Progress } from "../../../../_ui/progress.tsx";
import type { Job, Run } from "#db/schema.ts";
import { type Embedding, embedding } from "#lib/embedding-progress.ts";
import { elsewhereNote } from "#lib/launching.ts";
import { trainingProgress } from "#lib/train/contract.ts";
import { combined } from "#lib/untrained.ts";

/** A run that waits or goes on: how far it is, and how to stop it. */
export function OngoingRun({
  run,
  job,
  described,
}: {
  run: Run;
  job: Job | null;
  /** method, network, labels */ described: string;
}) {
  const elsewhere = run.origin !== null;
  const asOne = run.method === combined;
  const away = elsewhereNote.safeParse(job?.note).data;
  return (
    <article
      className="rounded-card border border-line bg-surface p-5 sm:p-6"
      data-testid={`ongoing-${run.state}`}
    >
      <div className="flex flex-wrap items-center gap-3">
        <h2>{run.name}</h2>
        <Badge tone={stateTones[run.state]}>{run.state}</Badge>
        <div className="ml-auto">
          <ActionButton
            action={cancel}
            fields={{ project: run.projectId, run: run.id }}
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
        </div>
      </div>
      <p className="mt-1 text-sm text-muted">
        {described}
        {!elsewhere &&
          ` · ${whole(run.trainItems)} items to train on, ${whole(run.predictedItems)} to predict`}
        {run.renews !== null && " · begun by the project’s rule"}
      </p>
      <div className="mt-4 flex flex-col gap-2">
        <Progress value={job?.progress ?? 0} label={`Progress of ${run.name}`} tone="machine" />
        <p className="text-sm text-muted tabular-nums">
          {progressWords(run, job)}
          {away && ` · ${placeWords(away.elsewhere)}`}
          {job?.error && run.state === "queued" && ` Trying again after an error: ${job.error}`}
        </p>
        {away && <Refused work={away.elsewhere} />}
      </div>
    </article>
  );
}

function progressWords(run: Run, job: Job | null): string {
  if (run.state === "queued" && (job?.attempt ?? 0) === 0) return "Waiting for a worker.";
  const news = trainingProgress.safeParse(job?.note).data;
  if (news)
    return [
      `epoch ${Math.min(news.epoch + 1, news.epochs)} of ${news.epochs}`,
      `${news.imagesPerSecond.toFixed(0)} images/s`,
      `loss ${news.loss.toFixed(3)}`,
      ...(news.accuracy === null ? [] : [`${percent(news.accuracy)} accuracy on gold`]),
      `${duration(news.secondsLeft * 1000)} left`,
    ].join(" · ");
  const features = embedding.safeParse(job?.note).data;
  if (features) return embeddingWords(features);
  if (run.method === combined) return "Combining …";
  return run.origin !== null ? "Storing its predictions …" : "Getting ready …";
}

/** What an encoder that goes through the pictures before a training tells. */
function embeddingWords({ embedded, toEmbed, picturesPerSecond: rate }: Embedding): string {
  const left = rate ? ` · ${duration(((toEmbed - embedded) / rate) * 1000)} left` : "";
  return `making features: ${whole(embedded)} of ${whole(toEmbed)} pictures${left}`;
}
