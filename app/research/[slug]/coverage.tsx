import { definitions } from "./definitions.ts";
import { ItemsCount } from "./items-count.tsx";
import { numbered } from "#lib/numbers.ts";
import { percent, whole } from "../../_ui/format.ts";
import { Info } from "../../_ui/info.tsx";
import { Progress } from "../../_ui/progress.tsx";
import type { TeamView } from "#db/views/team.ts";

/** How the items are divided between people and machine, and how much of people's share is done. */
export function Coverage({ slug, view }: { slug: string; view: TeamView }) {
  const { routed, deferred, deferredDone, audited, auditedDone } = view.queue;
  const kept = routed - deferred;
  const share = routed === 0 ? 0 : deferred / routed;
  return (
    <div className="flex flex-col gap-6 text-sm">
      <div className="flex flex-col gap-2">
        <Line name="Routed" text={definitions.routed}>
          {numbered(routed, "item")}
        </Line>
        <div className="flex h-1.5 gap-0.5 overflow-hidden rounded-full bg-line" aria-hidden>
          <div
            className="bg-people transition-[width] duration-300"
            style={{ width: `${(100 * share).toFixed(2)}%` }}
          />
          <div className="flex-1 bg-machine" />
        </div>
        <p className="flex flex-wrap justify-between gap-x-4 text-muted tabular-nums">
          <span>
            {percent(share)} deferred to people ({whole(deferred)})
          </span>
          <span>
            {percent(routed === 0 ? 0 : kept / routed)} kept ({whole(kept)})
          </span>
        </p>
      </div>
      <Work
        name="Deferred items done"
        text={definitions.deferred}
        done={deferredDone}
        all={deferred}
        none="Nothing is deferred at this η."
      >
        <ItemsCount slug={slug} filter={{ asked: "waiting" }}>
          What waits for people
        </ItemsCount>
        {", "}
        <ItemsCount slug={slug} filter={{ asked: "answered" }}>
          what they have answered
        </ItemsCount>
        {", "}
        <ItemsCount slug={slug} filter={{ asked: "kept" }}>
          what the machine keeps
        </ItemsCount>
        .
      </Work>
      <Work
        name="Audited items done"
        text={definitions.audited}
        done={auditedDone}
        all={audited}
        none="Nothing is drawn for the audit."
      >
        {percent(view.auditRate)} of what the machine keeps is drawn at random.
      </Work>
    </div>
  );
}

function Line({
  name,
  text,
  children,
}: {
  name: string;
  text: readonly string[];
  children: React.ReactNode;
}) {
  return (
    <p className="flex items-center justify-between gap-4">
      <span className="flex items-center gap-2 font-medium">
        {name}
        <Info about={name.toLowerCase()} text={text} />
      </span>
      <span className="tabular-nums">{children}</span>
    </p>
  );
}

function Work({
  name,
  text,
  done,
  all,
  none,
  children,
}: {
  name: string;
  text: readonly string[];
  done: number;
  all: number;
  /** said when there is no such work */
  none: string;
  children?: React.ReactNode;
}) {
  return (
    <div className="flex flex-col gap-2">
      <Line name={name} text={text}>
        {whole(done)} of {whole(all)}
      </Line>
      <Progress value={all === 0 ? 0 : done / all} label={name} tone="people" />
      {(all === 0 || children) && <p className="text-muted">{all === 0 ? none : children}</p>}
    </div>
  );
}
