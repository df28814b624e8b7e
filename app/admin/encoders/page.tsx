import type { Metadata } from "next";
import { AdminNav } from "../admin-nav.tsx";
import { WaitingUploads } from "../new/waiting-uploads.tsx";
import { AddEncoder } from "./add-encoder.tsx";
import { EncoderCard } from "./encoder-card.tsx";
import { Badge } from "../../_ui/badge.tsx";
import { Card } from "../../_ui/card.tsx";
import { Empty } from "../../_ui/empty.tsx";
import { LiveRefresh } from "../../_ui/live-refresh.tsx";
import { LocalTime } from "../../_ui/local-time.tsx";
import { Notice } from "../../_ui/notice.tsx";
import { PageHeader } from "../../_ui/page-header.tsx";
import { Shell } from "../../_ui/shell.tsx";
import { now } from "../../_server/clock.ts";
import { db, dir } from "../../_server/database.ts";
import { liveWorkers } from "../../_server/live-workers.ts";
import { requireRole } from "../../_server/session.ts";
import { waitingUploads } from "../../_server/uploads/begin.ts";
import { listProjects } from "#db/dataset/projects.ts";
import { featureState } from "#db/features/embedding.ts";
import { type Incoming, incomingEncoders } from "#db/features/encoder-jobs.ts";
import { hasFile, listEncoders, machinesOf } from "#db/features/encoders.ts";

export const metadata: Metadata = { title: "Encoders" };

export default async function Page() {
  const user = await requireRole("admin");
  const projects = listProjects(db());
  const encoders = listEncoders(db());
  const incoming = incomingEncoders(db(), now());
  const used = new Set(incoming.flatMap(({ waits, upload }) => (waits ? [upload] : [])));
  const uploads = waitingUploads(user).filter(({ kind, id }) => kind === "encoder" && !used.has(id));
  const working = liveWorkers().length > 0;
  return (
    <Shell user={user}>
      <LiveRefresh />
      <PageHeader
        title="Encoders"
        lead="Networks that others trained on many pictures, as ONNX files. An encoder turns each picture of a project into numbers, once; on these a small head learns from your labels in seconds. Machines that learn so are marked pre-trained wherever they are shown."
      />
      <AdminNav />
      {!working && (
        <div className="mb-6">
          <Notice tone="warning">No worker is running, so encoders and trainings have to wait.</Notice>
        </div>
      )}
      <div className="flex flex-col gap-6">
        <Card title="Add an encoder">
          <AddEncoder />
        </Card>
        <WaitingUploads uploads={uploads} />
        {incoming.length > 0 && (
          <Card title="On their way">
            <ul className="flex flex-col divide-y divide-line/60 text-sm">
              {incoming.map((each) => (
                <IncomingRow key={each.job.id} incoming={each} />
              ))}
            </ul>
          </Card>
        )}
        {encoders.length === 0 ? (
          <Empty title="No encoder yet">
            DINOv2, CLIP, MobileNet and most other image networks can be exported to ONNX with a few lines of
            Python; docs/features.md has them. Trainings learn from the pictures themselves until there is
            one.
          </Empty>
        ) : (
          encoders.map((encoder) => (
            <EncoderCard
              key={encoder.id}
              encoder={encoder}
              there={hasFile(dir(), encoder)}
              machines={machinesOf(db(), encoder.id)}
              projects={projects.map((project) => ({
                project,
                state: featureState(db(), { projectId: project.id, encoderId: encoder.id }),
              }))}
            />
          ))
        )}
      </div>
    </Shell>
  );
}

const IncomingRow = ({ incoming: { job, name, waits } }: { incoming: Incoming }) => (
  <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5">
    <span className="font-medium">{name}</span>
    <Badge tone={waits ? "machine" : "danger"}>
      {waits ? (job.state === "running" ? "being tried" : "waiting") : "not added"}
    </Badge>
    <span className="text-muted">
      <LocalTime at={job.createdAt} />
    </span>
    {job.error && <span className={`w-full ${waits ? "text-muted" : "text-danger"}`}>{job.error}</span>}
  </li>
);
