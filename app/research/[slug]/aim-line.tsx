import { percent, whole } from "../../_ui/format.ts";
import { MeasuredBy } from "../../_ui/measured-by.tsx";
import type { TeamForecast } from "#db/views/forecast.ts";
import type { TeamView } from "#db/views/team.ts";
import { numbered } from "#lib/numbers.ts";
import { median } from "#lib/stats/median.ts";
import type { OutlookPoint } from "#lib/teaming/outlook.ts";
import { type ToTheAim, toTheAim } from "#lib/teaming/to-the-aim.ts";

/** What the aim is expected to cost from here on: questions, and people's time at their pace so far. */
export function AimLine({
  view,
  forecast,
  points,
}: {
  view: TeamView;
  forecast: Pick<TeamForecast, "routed" | "most">;
  /** as it stands, and from here on */
  points: readonly [OutlookPoint, ...OutlookPoint[]];
}) {
  const { aim, closed } = view;
  if (aim === null || closed !== null) return null;
  const pace = median(view.persons.flatMap(({ medianMs }) => (medianMs === null ? [] : [medianMs])));
  const time = (questions: number): string | null =>
    pace === null ? null : `about ${roughly(questions * pace)} of people’s time`;
  if (aim.kind === "questions") {
    const left = Math.max(0, aim.questions - view.answers);
    return (
      <p data-testid="aim">
        Aim: {numbered(aim.questions, "question")} in all.{" "}
        <strong className="tabular-nums">{whole(left)}</strong> {left === 1 ? "is" : "are"} left
        <Aside parts={[time(left)]} />.
      </p>
    );
  }
  const wanted = percent(aim.accuracy);
  return (
    <div data-testid="aim" className="flex flex-col gap-2">
      <p>
        Aim: right on {wanted} of the {whole(view.queue.routed)} pictures in the queue.{" "}
        <Way way={toTheAim(points, forecast.routed, aim.accuracy)} most={forecast.most} time={time} />
      </p>
      <div className="text-muted">
        <MeasuredBy view={view} wanted={aim.accuracy} />
      </div>
    </div>
  );
}

function Way({
  way,
  most,
  time,
}: {
  way: ToTheAim;
  most: number;
  time: (questions: number) => string | null;
}) {
  if (way.state === "there")
    return <>The team is believed to be there; labelling closes once two looks in a row are sure of it.</>;
  if (way.state === "out of reach")
    return (
      <>
        With at most {numbered(most, "person", "people")} a picture it is out of reach: {percent(way.best)} is
        the most to be expected.
      </>
    );
  const { questions, low, high } = way;
  const reach =
    high === null
      ? `${whole(low)} or more`
      : whole(low) === whole(high)
        ? null
        : `${whole(low)} to ${whole(high)}`;
  return (
    <>
      Expected after about <strong className="tabular-nums">{whole(questions)}</strong> more{" "}
      {Math.round(questions) === 1 ? "question" : "questions"}
      <Aside parts={[reach, time(questions)]} />.
    </>
  );
}

/** In brackets, where there is anything to say. */
function Aside({ parts }: { parts: readonly (string | null)[] }) {
  const said = parts.filter((part) => part !== null);
  return said.length > 0 && <span className="text-muted tabular-nums"> ({said.join("; ")})</span>;
}

/** Milliseconds as an estimate is told: "40 s", "12 min", "3.5 h". */
function roughly(ms: number): string {
  if (ms < 90_000) return `${Math.ceil(ms / 1000)} s`;
  if (ms < 90 * 60_000) return `${Math.round(ms / 60_000)} min`;
  const hours = ms / 3_600_000;
  return `${hours < 10 ? hours.toFixed(1) : whole(hours)} h`;
}
