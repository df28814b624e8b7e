"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { z } from "zod";
import { AimLine } from "./aim-line.tsx";
import { percent } from "../../_ui/format.ts";
import { drawn } from "../../_ui/plot.ts";
import { useLive } from "../../_ui/use-live.ts";
import { useWidth } from "../../_ui/use-width.ts";
import type { TeamForecast } from "#db/views/forecast.ts";
import type { TeamView } from "#db/views/team.ts";
import { outlookFigure } from "#lib/figures/outlook.ts";
import { numbered } from "#lib/numbers.ts";
import { outlookOf } from "#lib/teaming/outlook.ts";

/** Our own server's answer, of the type that db/views/forecast.ts gives it. */
const forecastAnswer = z.custom<TeamForecast | null>(
  (value) => value === null || (typeof value === "object" && "fromHere" in value),
);

/** A forecast changes slowly: it is asked for again at most this often, ms. */
const pauseMs = 5000;

/** Team accuracy against questions: so far, and what is expected from here on. */
export function OutlookCard({ slug, view }: { slug: string; view: TeamView }) {
  const [forecast, setForecast] = useState<TeamForecast | null | "waiting">("waiting");
  const asked = useRef(-Infinity);
  const refresh = useCallback(async () => {
    const wait = asked.current + pauseMs - performance.now();
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    asked.current = performance.now();
    const reply = await fetch(`/api/projects/${encodeURIComponent(slug)}/forecast`);
    if (!reply.ok) throw new Error(`status ${reply.status}`);
    setForecast(forecastAnswer.parse(await reply.json()));
  }, [slug]);
  useLive(slug, refresh);
  if (forecast === "waiting") return <p className="h-70 text-sm text-muted">Calculating…</p>;
  if (forecast === null) return <p className="text-sm text-muted">Nothing is routed yet.</p>;
  return <Drawn forecast={forecast} view={view} />;
}

function Drawn({ forecast, view }: { forecast: TeamForecast; view: TeamView }) {
  const { frame, width } = useWidth();
  const outlook = outlookOf(forecast, view.team);
  const { routed } = view.queue;
  const soFar = view.curve.map(({ labels, team }) => ({
    questions: routed === 0 ? 0 : labels / routed,
    accuracy: team,
  }));
  const state = JSON.stringify([outlook, soFar]);
  useEffect(() => {
    if (width > 0) frame.current?.replaceChildren(drawn(outlookFigure(outlook, soFar, width)));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- both are made anew each time; `state` says what is in them
  }, [state, width, frame]);
  const here = outlook.fromHere.find(({ eta }) => eta >= view.eta - 1e-9);
  const more = here ? (here.questions - forecast.asked) * forecast.routed : 0;
  return (
    <figure>
      <div className="max-w-prose text-sm not-empty:mb-3">
        <AimLine view={view} forecast={forecast} points={[outlook.now, ...outlook.fromHere]} />
      </div>
      {here && (
        <p className="mb-3 max-w-prose text-sm" data-testid="outlook">
          {more < 0.5 ? (
            <>At η = {view.eta} nothing more would be asked.</>
          ) : (
            <>
              About <strong className="tabular-nums">{numbered(Math.round(more), "more question")}</strong>{" "}
              until every item is above η = {view.eta} or was asked {numbered(forecast.most, "time")}: the
              team is then expected to be right on{" "}
              <strong className="whitespace-nowrap tabular-nums">{percent(here.accuracy)}</strong>{" "}
              <span className="whitespace-nowrap text-muted tabular-nums">
                ({percent(here.low)} to {percent(here.high)})
              </span>
              .
            </>
          )}
        </p>
      )}
      <div ref={frame} className="h-70" aria-hidden />
      <figcaption className="mt-4 flex flex-wrap gap-x-6 gap-y-1 text-sm text-muted">
        <Key look="border-accent">
          {soFar.length > 0 ? "Team so far, by gold" : "Team so far, as it believes"}
        </Key>
        <Key look="border-dashed border-accent">Expected from here, with 95 % interval</Key>
        <Key look="border-dashed border-people">Threshold rule, one person an item</Key>
        <Key look="border-dotted border-oracle">Same team, items in random order</Key>
      </figcaption>
      <p className="mt-2 max-w-prose text-sm text-muted">
        {outlook.measured
          ? "Expected errors are brought into line with the errors found on items with gold."
          : "No gold to compare with: this is what the team believes of itself."}{" "}
        Reckoned on {numbered(forecast.sample, "item")}; people and machine are known by{" "}
        {numbered(forecast.knownBy.answers, "answer")}, {numbered(forecast.knownBy.gold, "item")} with gold
        and {numbered(forecast.knownBy.imported, "imported label")}.
      </p>
    </figure>
  );
}

const Key = ({ look, children }: { look: string; children: string }) => (
  <span className="flex items-center gap-2">
    <span aria-hidden className={`w-5 border-t-2 ${look}`} />
    {children}
  </span>
);
