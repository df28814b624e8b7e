"use client";

import { expectedReply } from "#lib/train/expected-request.ts";
import { usePreview } from "../../../../_ui/use-preview.ts";
import { duration } from "../../../../_ui/format.ts";
import { numbered } from "#lib/numbers.ts";

type Wanted = {
  labels: string[];
  methods: string[];
  backbones: string[];
  /** as the form has them */
  features: string;
  epochs: string;
  folds: string;
  /** absent: none is offered */
  preset?: string;
};

/** How long what the form says will take, before it starts. */
export function ExpectedTime({ project, wanted }: { project: string; wanted: Wanted }) {
  const { labels, methods, backbones, features, epochs, folds, preset } = wanted;
  const whole = /^\d{1,4}$/.test(epochs.trim()) ? Number(epochs) : null;
  const complete = whole !== null && [labels, methods, backbones].every((each) => each.length > 0);
  const request = complete
    ? {
        ...{ labels, methods, backbones },
        features: features === "" ? null : Number(features),
        epochs: whole,
        folds: Number(folds),
        ...(preset !== undefined && { preset }),
      }
    : null;
  const address = `/api/projects/${project}/expected-time`;
  const { preview, problem, reading } = usePreview(address, expectedReply, request, "");
  if (!complete) return null;
  return (
    <p
      className={`max-w-prose text-sm tabular-nums ${reading ? "text-muted" : ""}`}
      aria-live="polite"
      data-testid="expected-time"
    >
      {problem !== null ? (
        <span className="text-muted">{problem}</span>
      ) : preview === null ? (
        <span className="text-muted">Calculating how long it takes…</span>
      ) : preview.impossible !== null ? (
        <span className="text-muted">{preview.impossible}</span>
      ) : preview.expected === null ? (
        <span className="text-muted">
          How long it takes shows after the first epoch: no training with this network was timed here yet.
        </span>
      ) : (
        <>
          Takes about{" "}
          <strong>
            {roughly(preview.expected.low)} to {roughly(preview.expected.high)}
          </strong>
          <span className="text-muted">
            {" "}
            once a worker is free, by {numbered(preview.expected.trainings, "earlier training")}
            {preview.expected.sameMethod ? "" : " of other methods"} on this machine.
          </span>
        </>
      )}
    </p>
  );
}

/** Tenths of a second, or seconds of an hour, would promise too much. */
const roughly = (seconds: number): string =>
  duration(
    1000 * (seconds < 10 ? seconds : seconds < 600 ? Math.round(seconds) : 60 * Math.round(seconds / 60)),
  );
