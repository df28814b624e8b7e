import { percent, whole } from "../../_ui/format.ts";
import { Progress } from "../../_ui/progress.tsx";
import type { TeamView } from "#db/team.ts";

/** How much goes to people, and how much of it is done. */
export function Coverage({ view }: { view: TeamView }) {
  const { routed, deferred, deferredDone, audited, auditedDone } = view.queue;
  return (
    <div className="flex flex-col gap-5 text-sm">
      <Line name="Deferred and answered" done={deferredDone} all={deferred}>
        {percent(routed === 0 ? 0 : deferred / routed)} of {whole(routed)} routed items are deferred.
      </Line>
      <Line name="Audited and answered" done={auditedDone} all={audited}>
        {percent(view.auditRate)} of the {whole(routed - deferred)} kept items are drawn by lot.
      </Line>
    </div>
  );
}

function Line({
  name,
  done,
  all,
  children,
}: {
  name: string;
  done: number;
  all: number;
  children: React.ReactNode;
}) {
  return (
    <div className="flex flex-col gap-1.5">
      <p className="flex justify-between gap-4">
        <span className="font-medium">{name}</span>
        <span className="tabular-nums">
          {whole(done)} of {whole(all)}
        </span>
      </p>
      <Progress value={all === 0 ? 0 : done / all} label={name} tone="people" />
      <p className="text-muted">{children}</p>
    </div>
  );
}
