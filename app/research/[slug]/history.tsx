"use client";

import { useCallback, useEffect, useState } from "react";
import { z } from "zod";
import { Button } from "../../_ui/button.tsx";
import { percent } from "../../_ui/format.ts";
import { LocalTime } from "../../_ui/local-time.tsx";
import { drawn } from "../../_ui/plot.ts";
import { useLive } from "../../_ui/use-live.ts";
import { useWidth } from "../../_ui/use-width.ts";
import type { Shown } from "#db/views/looks.ts";
import { historyFigure, type HistoryPoint } from "#lib/figures/history.ts";
import { numbered } from "#lib/numbers.ts";
import type { Aim } from "#lib/teaming/aim.ts";
import { policies } from "#lib/teaming/policies/index.ts";

/** Our own server's answer, of the type that db/views/looks.ts gives it. */
const answer = z.custom<Shown[]>((value) => Array.isArray(value));
const policyName = (id: string): string => policies.find((policy) => policy.id === id)?.name ?? id;

/** What is another than at the look before. */
function newsOf(now: Shown, before: Shown | undefined): string | null {
  if (!before) return now.run;
  if (now.run !== before.run) return now.run;
  if (now.policy !== before.policy) return policyName(now.policy);
  if (now.eta !== before.eta) return `η = ${now.eta}`;
  return now.fit === before.fit ? null : `${policyName(now.policy)}, fitted again`;
}

const pointsOf = (looks: readonly Shown[]): HistoryPoint[] =>
  looks.map((look, i) => ({
    ...{ at: look.at, answers: look.answers, machine: look.machine },
    team: look.evidence?.value ?? null,
    low: look.evidence?.low ?? null,
    high: look.evidence?.high ?? null,
    news: newsOf(look, looks[i - 1]),
  }));

/** Machine and team from the first look on, over questions or time, with what took over when. */
export function HistoryCard({ slug, aim }: { slug: string; aim: Aim | null }) {
  const [looks, setLooks] = useState<Shown[] | null>(null);
  const [by, setBy] = useState<"questions" | "time">("questions");
  const refresh = useCallback(async () => {
    const reply = await fetch(`/api/projects/${encodeURIComponent(slug)}/history`);
    if (!reply.ok) throw new Error(`status ${reply.status}`);
    setLooks(answer.parse(await reply.json()));
  }, [slug]);
  useLive(slug, refresh);
  if (looks === null) return <p className="h-65 text-sm text-muted">Reading …</p>;
  const [first] = looks;
  if (!first) return <p className="text-sm text-muted">The history begins with the next answers.</p>;
  return (
    <Drawn
      points={pointsOf(looks)}
      by={by}
      choose={setBy}
      aim={aim?.kind === "accuracy" ? aim.accuracy : null}
    />
  );
}

function Drawn({
  points,
  by,
  choose,
  aim,
}: {
  points: readonly HistoryPoint[];
  by: "questions" | "time";
  choose: (by: "questions" | "time") => void;
  aim: number | null;
}) {
  const { frame, width } = useWidth();
  const state = JSON.stringify([points, by, aim]);
  useEffect(() => {
    if (width > 0) frame.current?.replaceChildren(drawn(historyFigure(points, by, aim, width)));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the points are made anew each time; `state` says what is in them
  }, [state, width, frame]);
  const measured = points.some(({ team }) => team !== null);
  const drawable = measured || points.some(({ machine }) => machine !== null);
  const news = points.filter((point) => point.news !== null).reverse();
  return (
    <div>
      {drawable || (
        <p className="text-sm text-muted">
          Nothing says yet how right machine and team are: gold labels do, or audited answers as they come in.
        </p>
      )}
      <figure hidden={!drawable}>
        <div className="mb-3 flex gap-1" role="group" aria-label="Drawn over">
          {(["questions", "time"] as const).map((each) => (
            <Button
              key={each}
              look={each === by ? "secondary" : "quiet"}
              aria-pressed={each === by}
              onClick={() => choose(each)}
            >
              {each === "questions" ? "Questions" : "Time"}
            </Button>
          ))}
        </div>
        <div ref={frame} className="h-65" aria-hidden />
        <figcaption className="mt-4 flex flex-wrap gap-x-6 gap-y-1 text-sm text-muted">
          <Key look="border-accent">
            Team{measured ? ", with 95 % interval" : ": nothing says yet how right it is"}
          </Key>
          <Key look="border-dashed border-machine">Machine, by gold</Key>
          {aim !== null && <Key look="border-dashed border-accent">Aim: {percent(aim)}</Key>}
        </figcaption>
      </figure>
      <ol className="mt-4 flex max-h-48 flex-col gap-1 overflow-y-auto text-sm" data-testid="history">
        {news.map(({ at, answers, machine, team, news: what }) => (
          <li key={at} className="flex flex-wrap gap-x-3">
            <span className="text-muted">
              <LocalTime at={at} />
            </span>
            <span className="font-medium">{what}</span>
            <span className="flex flex-wrap gap-x-3 text-muted tabular-nums *:whitespace-nowrap">
              <span>after {numbered(answers, "question")}</span>
              {machine !== null && <span>machine {percent(machine)}</span>}
              {team !== null && <span>team {percent(team)}</span>}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

const Key = ({ look, children }: { look: string; children: React.ReactNode }) => (
  <span className="flex items-center gap-2">
    <span aria-hidden className={`w-5 border-t-2 ${look}`} />
    {children}
  </span>
);
