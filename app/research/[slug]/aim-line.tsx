import { duration, percent, whole } from "../../_ui/format.ts";
import type { TeamForecast } from "#db/views/forecast.ts";
import type { TeamView } from "#db/views/team.ts";
import { median } from "#lib/stats/median.ts";
import type { OutlookPoint } from "#lib/teaming/outlook.ts";
import { toTheAim } from "#lib/teaming/to-the-aim.ts";

/** What the aim is expected to cost from here on: questions, and people's time at their pace so far. */
export function AimLine({
  view,
  forecast,
  points,
}: {
  view: Pick<TeamView, "aim" | "closed" | "persons" | "answers">;
  forecast: Pick<TeamForecast, "asked" | "routed" | "most">;
  points: readonly OutlookPoint[];
}) {
  const { aim, closed } = view;
  if (aim === null || closed !== null) return null;
  const pace = median(view.persons.flatMap(({ medianMs }) => (medianMs === null ? [] : [medianMs])));
  const time = (questions: number) =>
    pace === null ? null : (
      <span className="text-muted"> (about {duration(questions * pace)} of people’s time)</span>
    );
  if (aim.kind === "questions") {
    const left = Math.max(0, aim.questions - view.answers);
    return (
      <p data-testid="aim">
        Aim: {whole(aim.questions)} questions. <strong className="tabular-nums">{whole(left)}</strong> are
        left
        {time(left)}.
      </p>
    );
  }
  const way = toTheAim(points, forecast, aim.accuracy);
  const wanted = percent(aim.accuracy);
  if (way.state === "there")
    return (
      <p data-testid="aim">
        Aim: {wanted}. The team is believed to be there; the queue closes once two looks in a row are sure of
        it.
      </p>
    );
  if (way.state === "out of reach")
    return (
      <p data-testid="aim">
        Aim: {wanted}. With at most {whole(forecast.most)} {forecast.most === 1 ? "person" : "people"} an item
        it is out of reach: {percent(way.best)} is the most to be expected.
      </p>
    );
  return (
    <p data-testid="aim">
      Aim: {wanted}. Expected after about <strong className="tabular-nums">{whole(way.questions)}</strong>{" "}
      more questions{" "}
      <span className="text-muted tabular-nums">
        ({way.high === null ? `${whole(way.low)} or more` : `${whole(way.low)} to ${whole(way.high)}`})
      </span>
      {time(way.questions)}.
    </p>
  );
}
