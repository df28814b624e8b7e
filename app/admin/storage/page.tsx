import type { Metadata } from "next";
import { Suspense } from "react";
import { ByProject } from "./by-project.tsx";
import { RuleForm } from "./rule-form.tsx";
import { AdminNav } from "../admin-nav.tsx";
import { Card } from "../../_ui/card.tsx";
import { PageHeader } from "../../_ui/page-header.tsx";
import { Shell } from "../../_ui/shell.tsx";
import { now } from "../../_server/clock.ts";
import { db, dir } from "../../_server/database.ts";
import { diskFree } from "../../_server/health.ts";
import { requireRole } from "../../_server/session.ts";
import { bytesOfRuns, losers, weightsRule } from "#db/machines/weights.ts";
import { type Storage, storage } from "#db/views/storage.ts";
import { fileSize, numbered } from "#lib/numbers.ts";
import { storageKinds, storageWords, weightsLost } from "#lib/storage.ts";

export const metadata: Metadata = { title: "Storage" };

export default async function Page() {
  const user = await requireRole("admin");
  const found = await storage(db(), dir());
  const free = diskFree();
  return (
    <Shell user={user}>
      <PageHeader title="Storage" lead="What takes room in the data folder, and what becomes of it." />
      <AdminNav />
      <div className="flex flex-col gap-6">
        <Card title="By kind" aside={free === null ? undefined : `${fileSize(free)} free`}>
          <Kinds kinds={found.kinds} />
        </Card>
        <Card title="By project">
          <Suspense fallback={<p className="text-sm text-muted">Adding up the pictures …</p>}>
            <ByProject projects={found.projects} />
          </Suspense>
        </Card>
        <Card title="Weights of runs">
          <Rule />
        </Card>
      </div>
    </Shell>
  );
}

function Kinds({ kinds }: Pick<Storage, "kinds">) {
  const present = storageKinds.filter((kind) => kinds[kind].bytes > 0);
  return (
    <ul className="flex flex-col divide-y divide-line/60 text-sm">
      {present
        .sort((a, b) => kinds[b].bytes - kinds[a].bytes)
        .map((kind) => (
          <li key={kind} className="grid gap-x-6 gap-y-1 py-2.5 sm:grid-cols-[14rem_6rem_1fr]">
            <span className="font-medium">{storageWords[kind].name}</span>
            <span className="tabular-nums sm:text-right">{fileSize(kinds[kind].bytes)}</span>
            <span className="text-muted">{storageWords[kind].fate}</span>
          </li>
        ))}
    </ul>
  );
}

/** Rules that somebody may think of, to see what each removes. */
const looked = [1, 3, 5, 10, 20];

function Rule() {
  const [rule, today] = [weightsRule(db()), now()];
  return (
    <div className="grid gap-8 lg:grid-cols-2">
      <div className="flex flex-col gap-5">
        <p className="max-w-prose text-sm text-pretty text-muted">{weightsLost}</p>
        <p className="max-w-prose text-sm text-pretty text-muted">
          Whatever the rule says, these keep theirs: the run that routes, runs of panels, those whose page
          says so, what a job is working with, and what finished less than a day ago.
        </p>
        <RuleForm keep={rule} />
      </div>
      <div>
        <h3 className="mb-3 text-sm font-medium">What a rule would remove today</h3>
        <ul className="flex flex-col divide-y divide-line/60 text-sm tabular-nums">
          {[...new Set([...looked, ...(rule === null ? [] : [rule])])]
            .sort((a, b) => a - b)
            .map((keep) => {
              const lost = losers(db(), keep, today);
              return (
                <li key={keep} className="flex justify-between gap-4 py-2">
                  <span>Keeping {keep === 1 ? "the newest run" : `the newest ${keep}`}</span>
                  <span className="text-muted">
                    {lost.length === 0
                      ? "nothing"
                      : `weights of ${numbered(lost.length, "run")}, ${fileSize(bytesOfRuns(dir(), lost))}`}
                  </span>
                </li>
              );
            })}
        </ul>
      </div>
    </div>
  );
}
