"use client";

import { useCallback, useState } from "react";
import { z } from "zod";
import { AccuracyFigure, type Member } from "./accuracy-figure.tsx";
import { Audit } from "./audit.tsx";
import { Calibration } from "./calibration.tsx";
import { Coverage } from "./coverage.tsx";
import { Decided } from "./decided.tsx";
import { definitions } from "./definitions.ts";
import { ClosedNotice } from "../../_ui/closed-notice.tsx";
import { Gains } from "./gains.tsx";
import { HistoryCard } from "./history.tsx";
import { LiveDot } from "./live-dot.tsx";
import { OutlookCard } from "./outlook.tsx";
import { Columns, Persons, raterScale } from "./raters.tsx";
import { TeamCurve } from "./team-curve.tsx";
import { Card } from "../../_ui/card.tsx";
import { Empty } from "../../_ui/empty.tsx";
import { FileLink } from "../../_ui/file-link.tsx";
import { FitLine } from "../../_ui/fit-line.tsx";
import { Info } from "../../_ui/info.tsx";
import { Notice } from "../../_ui/notice.tsx";
import { useLive } from "../../_ui/use-live.ts";
import type { TeamView } from "#db/views/team.ts";
import { historyWriters } from "#lib/formats/export-history.ts";

/** Our own server's answer, of the type that db/views/team.ts gives it; a refusal has a message instead. */
const teamViewAnswer = z.custom<TeamView>(
  (value) => typeof value === "object" && value !== null && "team" in value && "queue" in value,
);
const refusal = z.object({ message: z.string() });

/** The team's numbers, kept up to date without a reload. */
export function Watch({ slug, initial }: { slug: string; initial: TeamView }) {
  const [view, setView] = useState(initial);
  const [problem, setProblem] = useState<string | null>(null);
  const refresh = useCallback(async () => {
    const reply = await fetch(`/api/projects/${encodeURIComponent(slug)}/team`);
    const body: unknown = await reply.json();
    if (!reply.ok) {
      const { message } = refusal.parse(body);
      setProblem(message);
      throw new Error(message);
    }
    setView(teamViewAnswer.parse(body));
    setProblem(null);
  }, [slug]);
  const live = useLive(slug, refresh);
  const scale = raterScale(view);

  return (
    <div className="flex flex-col gap-6">
      {view.closed && <ClosedNotice closed={view.closed} />}
      {problem && <Notice tone="warning">These numbers may be out of date. {problem}</Notice>}
      {view.run === null ? (
        <Empty title="No active model yet">
          People can label already. Once a first model is trained, its confidence decides which items go to
          them, and the results appear here.
        </Empty>
      ) : (
        <>
          <Card
            title={
              <span className="flex items-center gap-2">
                <span>
                  Accuracy at η = <span className="tabular-nums">{view.eta}</span>
                </span>
                <Info about="η (eta)" text={definitions.eta(view)} />
              </span>
            }
            aside={<LiveDot state={live} />}
          >
            <p className="-mt-2 mb-4 text-sm text-muted">
              Machine: <span className="font-medium text-ink">{view.run.name}</span>, policy:{" "}
              <span className="font-medium text-ink">{view.policy.name}</span>
            </p>
            {view.evaluated === 0 ? <NoGold /> : <AccuracyFigure members={membersOf(view)} />}
          </Card>
          <div className={`grid gap-6 ${view.evaluated > 0 ? "lg:grid-cols-2" : ""}`}>
            {view.evaluated > 0 && (
              <Card title="What the team gains">
                <Gains view={view} />
              </Card>
            )}
            <Card title="Coverage">
              <Coverage slug={slug} view={view} />
            </Card>
          </div>
          {view.evaluated > 0 && (
            <Card
              title={
                <span className="flex items-center gap-2">
                  Team accuracy as labels came in
                  <Info about="this curve" text={definitions.curve(view)} />
                </span>
              }
            >
              <TeamCurve points={view.curve} machine={view.machine.value ?? 0} />
            </Card>
          )}
          <Card
            title={
              <span className="flex items-center gap-2">
                History
                <Info about="the history" text={definitions.history} />
              </span>
            }
            aside={
              <span className="flex gap-4">
                {historyWriters.map(({ id }) => (
                  <FileLink
                    key={id}
                    href={`/api/projects/${encodeURIComponent(slug)}/history?format=${id}`}
                    format={id.toUpperCase()}
                    title="the history"
                  />
                ))}
              </span>
            }
          >
            <HistoryCard slug={slug} aim={view.aim} />
          </Card>
          <Card
            title={
              <span className="flex items-center gap-2">
                What asking brings
                <Info about="what asking brings" text={definitions.outlook} />
              </span>
            }
          >
            <OutlookCard slug={slug} view={view} />
          </Card>
          <div className={`grid gap-6 ${view.evaluated > 0 ? "lg:grid-cols-2" : ""}`}>
            <Card title="Who decided">
              <Decided slug={slug} view={view} />
              {view.fit && (
                <div className="mt-4 border-t border-line pt-4">
                  <FitLine fit={view.fit} />
                </div>
              )}
            </Card>
            {view.evaluated > 0 && (
              <Card
                title={
                  <span className="flex items-center gap-2">
                    Calibration of belief
                    <Info about="calibration" text={definitions.calibration} />
                  </span>
                }
              >
                <Calibration bins={view.calibration} />
              </Card>
            )}
          </div>
          <Card title="Audit">
            <Audit view={view} />
          </Card>
          <Card title="People">
            <Persons slug={slug} persons={view.persons} scale={scale} />
          </Card>
          {view.columns.length > 0 && (
            <Card title="Imported labels">
              <Columns slug={slug} columns={view.columns} scale={scale} />
            </Card>
          )}
        </>
      )}
    </div>
  );
}

const NoGold = () => (
  <Notice>
    No routed item has a gold label, so accuracy cannot be measured. Import a gold column to see it;
    meanwhile, the audit below shows how often people agree with the machine.
  </Notice>
);

const membersOf = (view: TeamView): Member[] => [
  {
    id: "machine",
    name: "Machine",
    accuracy: view.machine,
    definition: definitions.machine(view),
    missing: "no items",
  },
  {
    id: "people",
    name: "People",
    accuracy: view.people,
    definition: definitions.people(view),
    missing: "no answers yet",
  },
  {
    id: "team",
    name: "Team",
    accuracy: view.team,
    definition: definitions.team(view),
    missing: "no items",
  },
  {
    id: "oracle",
    name: "Oracle",
    accuracy: view.oracle,
    definition: definitions.oracle,
    missing: "no items",
  },
];
