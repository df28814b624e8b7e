"use client";

import { useCallback, useState } from "react";
import { z } from "zod";
import { AccuracyFigure } from "./accuracy-figure.tsx";
import { Audit } from "./audit.tsx";
import { Coverage } from "./coverage.tsx";
import { definitions } from "./definitions.tsx";
import { Gains } from "./gains.tsx";
import { Raters } from "./raters.tsx";
import { TeamCurve } from "./team-curve.tsx";
import { Card } from "../../_ui/card.tsx";
import { Empty } from "../../_ui/empty.tsx";
import { Notice } from "../../_ui/notice.tsx";
import { type LiveState, useLive } from "../../_ui/use-live.ts";
import type { TeamView } from "#db/team.ts";

/** Our own server's answer, of the type that db/team.ts gives it; a refusal has a message instead. */
const teamViewAnswer = z.custom<TeamView>(
  (value) => typeof value === "object" && value !== null && "team" in value && "queue" in value,
);

const liveText: Record<LiveState, string> = {
  live: "Live",
  connecting: "Connecting …",
  polling: "Live, every 2 s",
};

/** The team's numbers, kept up to date without a reload. */
export function Watch({ slug, initial }: { slug: string; initial: TeamView }) {
  const [view, setView] = useState(initial);
  const refresh = useCallback(async () => {
    const reply = await fetch(`/api/projects/${encodeURIComponent(slug)}/team`);
    const news = teamViewAnswer.safeParse(await reply.json());
    if (news.success) setView(news.data);
  }, [slug]);
  const live = useLive(slug, refresh);

  if (view.run === null) {
    return (
      <Empty title="No run routes this project yet">
        An admin trains a model first; its confidence decides what people are asked. This page fills by
        itself.
      </Empty>
    );
  }
  return (
    <div className="flex flex-col gap-6">
      <Card
        title={
          <>
            Accuracy at η = <span className="tabular-nums">{view.eta}</span>
          </>
        }
        aside={
          <span className="flex items-center gap-2" role="status">
            <span
              aria-hidden
              className={`size-2 rounded-full ${live === "connecting" ? "bg-line-strong" : "bg-accent"}`}
            />
            {liveText[live]}
          </span>
        }
      >
        {view.evaluated === 0 ? (
          <Notice>
            No routed item has a gold label, so accuracies cannot be computed. What people say about the
            machine is below, under Audit.
          </Notice>
        ) : (
          <AccuracyFigure
            members={[
              {
                id: "machine",
                name: "Machine",
                accuracy: view.machine,
                definition: definitions.machine(view),
              },
              { id: "people", name: "People", accuracy: view.people, definition: definitions.people(view) },
              { id: "team", name: "Team", accuracy: view.team, definition: definitions.team(view) },
              { id: "oracle", name: "Oracle", accuracy: view.oracle, definition: definitions.oracle },
            ]}
          />
        )}
      </Card>
      <div className="grid gap-6 lg:grid-cols-2">
        <Card title="What the team gains">
          <Gains view={view} />
        </Card>
        <Card title="Work">
          <Coverage view={view} />
        </Card>
      </div>
      {view.evaluated > 0 && (
        <Card title="Team accuracy as labels came in">
          <TeamCurve points={view.curve} machine={view.machine.value ?? 0} />
        </Card>
      )}
      <Card title="Audit">
        <Audit view={view} />
      </Card>
      <Card title="Raters">
        <Raters view={view} />
      </Card>
    </div>
  );
}
