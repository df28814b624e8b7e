"use client";

import { Button, ButtonLink } from "../../_ui/button.tsx";
import { Dialog } from "./dialog.tsx";
import { paceOf, type Session } from "./session.ts";

/** What came of a sitting, when its goal is reached or somebody ends it. */
export function SummaryDialog({
  session,
  goal,
  onGoOn,
}: {
  session: Session;
  goal: number | null;
  onGoOn: () => void;
}) {
  const { answers, unsure, skips, workMs } = session;
  const pace = paceOf(session);
  const reached = goal !== null && answers >= goal;
  return (
    <Dialog title={reached ? "Goal reached" : "This session"} onClose={onGoOn}>
      <p className="text-muted">
        {reached ? `${goal} answers, as you had planned. Thank you.` : "What you have done since you began."}
      </p>
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4" data-testid="summary">
        <Figure name="answers" value={String(answers)} />
        <Figure name="can’t tell" value={String(unsure)} />
        <Figure name="skipped" value={String(skips)} />
        <Figure
          name={pace === null ? "time at work" : "answers a minute"}
          value={pace?.toFixed(1) ?? timeOf(workMs)}
        />
      </dl>
      {pace !== null && (
        <p className="text-sm text-muted">Time at work: {timeOf(workMs)}, not counting pauses.</p>
      )}
      <div className="flex flex-wrap gap-3">
        <Button look="primary" onClick={onGoOn}>
          {reached ? "New session" : "Go on"}
        </Button>
        <ButtonLink href="/annotate">Stop here</ButtonLink>
      </div>
    </Dialog>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex flex-col-reverse">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="text-2xl font-semibold tabular-nums">{value}</dd>
    </div>
  );
}

function timeOf(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
