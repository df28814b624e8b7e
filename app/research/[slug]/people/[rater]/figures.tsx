import type { ReactNode } from "react";
import { Leading } from "../../leading.tsx";
import { duration, percent, whole } from "../../../../_ui/format.ts";
import { Info } from "../../../../_ui/info.tsx";
import type { PersonView } from "#db/views/person.ts";
import type { Leads } from "#lib/items/leads.ts";
import type { MaybeEstimate } from "#lib/stats/estimate.ts";
import type { Proportion } from "#lib/stats/proportion.ts";

const wilson =
  "The interval is Wilson’s 95 %: how far off the share may be because it stands on these pictures and no others.";

/** The four figures of a person, each with its interval and what to hold it against. */
export function Figures({ view }: { view: PersonView }) {
  const { leads } = view;
  const doubtful = view.doubtful.reduce((sum, { n }) => sum + n, 0);
  return (
    <dl className="grid gap-px overflow-hidden rounded-card border border-line bg-line sm:grid-cols-2 xl:grid-cols-4">
      <Tile
        name="Accuracy"
        text={[
          "Share of their answers that are the gold label, on pictures whose gold came with the data. “Cannot tell” is not counted.",
          "Gold that was set in review is left out: people differ on those pictures more than elsewhere, so they would make everybody look worse.",
          wilson,
          "Beside it: the other people and label columns on the same pictures.",
          "Checks are counted by themselves: pictures with gold that they were asked to know just this.",
        ]}
        {...shareOf(view.accuracy, "gold that came with the data")}
        leads={leads.accuracy}
      >
        {view.othersAccuracy.value !== null && (
          <span className="block">Others there: {percent(view.othersAccuracy.value)}</span>
        )}
        {view.checks.accuracy.value !== null && (
          <span className="block" data-testid="on-checks">
            On checks: <Leading leads={leads.checks}>{percent(view.checks.accuracy.value)}</Leading> (
            {shareOf(view.checks.accuracy, "checks").interval})
          </span>
        )}
      </Tile>
      <Tile
        name="Agreement"
        text={[
          "Share of their answers that are what most of the others said of the same picture, people and label columns alike. Pictures that nobody else answered, or where the others are at odds, are left out.",
          wilson,
        ]}
        {...shareOf(view.agreement, "pictures that others answered")}
        leads={leads.agreement}
      >
        {view.withMachine.value !== null && (
          <>
            With the machine: <Leading leads={leads.withMachine}>{percent(view.withMachine.value)}</Leading>
          </>
        )}
      </Tile>
      <Tile
        name="Median time"
        text={[
          "From the first painted frame to the answer, where the time is trustworthy. The interval is distribution-free (order statistics): it holds the median of their times with 95 %.",
          "Answers given many at once in the grid have no time of their own; what a batch took is shown by itself, shared out among its pictures.",
          "Devices differ, so times compare well within a person and less well between people.",
        ]}
        value={duration(view.speed.value)}
        interval={
          view.speed.value === null ? (
            "no trustworthy times"
          ) : (
            <>
              {timesInterval(view.speed)}
              <Leading leads={leads.times}>n = {whole(view.times)}</Leading>
            </>
          )
        }
        leads={null}
      >
        {view.othersSpeed.value !== null && (
          <span className="block">Others: {duration(view.othersSpeed.value)}</span>
        )}
        {view.inGrid.answers > 0 && (
          <span className="block" data-testid="in-the-grid">
            In the grid: {duration(view.inGrid.ms / view.inGrid.answers)} a picture,{" "}
            <Leading leads={leads.inGrid}>{whole(view.inGrid.answers)} answers</Leading>
          </span>
        )}
      </Tile>
      <Tile
        name="Answers"
        text={[
          "Answers that stand or are set aside, and how many of them are “cannot tell”.",
          "Times are doubtful when the page was hidden meanwhile, when they are below 100 ms, or when they do not fit between serving and receipt.",
        ]}
        value={whole(view.answers)}
        interval={<Leading leads={leads.unsure}>{whole(view.unsure)} cannot tell</Leading>}
        leads={leads.answers}
      >
        {doubtful > 0 && <Leading leads={leads.doubtful}>{whole(doubtful)} with a doubtful time</Leading>}
      </Tile>
    </dl>
  );
}

const shareOf = (share: Proportion, of: string) => ({
  value: percent(share.value),
  interval:
    share.value === null
      ? `no ${of}`
      : `${percent(share.low)} – ${percent(share.high)}, n = ${whole(share.n)}`,
});

const timesInterval = ({ low, high }: MaybeEstimate): string =>
  Number.isFinite(low) ? `${duration(low)} – ${duration(high)}, ` : "";

function Tile({
  name,
  text,
  value,
  interval,
  leads,
  children,
}: {
  name: string;
  text: readonly string[];
  value: string;
  interval: ReactNode;
  leads: Leads | null;
  children: ReactNode;
}) {
  return (
    <div className="bg-surface p-5">
      <dt className="flex items-center gap-2 text-sm font-medium text-muted">
        {name} <Info about={name.toLowerCase()} text={text} />
      </dt>
      <dd className="mt-1.5 tabular-nums">
        <span className="block text-2xl font-semibold tracking-tight">
          <Leading leads={leads}>{value}</Leading>
        </span>
        <span className="block text-sm text-muted">{interval}</span>
        <span className="mt-1 block min-h-5 text-sm text-muted">{children}</span>
      </dd>
    </div>
  );
}
