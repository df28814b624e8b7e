import Link from "next/link";
import { embed, remove, stopEmbedding } from "./actions.ts";
import { ActionButton } from "../../_ui/action-button.tsx";
import { Badge } from "../../_ui/badge.tsx";
import { Card } from "../../_ui/card.tsx";
import { duration, whole } from "../../_ui/format.ts";
import { Notice } from "../../_ui/notice.tsx";
import { Progress } from "../../_ui/progress.tsx";
import type { FeatureState } from "#db/features/embedding.ts";
import type { Encoder, Project } from "#db/schema.ts";
import { embedding } from "#lib/embedding-progress.ts";
import { type EncoderDescription, normalisationNames, normalisations } from "#lib/encoders/description.ts";
import { fileSize, numbered } from "#lib/numbers.ts";

type OfProject = { project: Project; state: FeatureState };

/** An encoder: what it is, and how far it has gone through each project. */
export function EncoderCard({
  encoder,
  there,
  machines,
  projects,
}: {
  encoder: Encoder;
  /** whether its file is in the data folder */
  there: boolean;
  /** that learnt from its features */
  machines: number;
  projects: OfProject[];
}) {
  const { id, name, hash, bytes, width, apart, description: d } = encoder;
  return (
    <Card
      title={name}
      aside={
        <ActionButton
          action={remove}
          fields={{ encoder: id }}
          look="quiet"
          confirm={{
            title: `Remove ${name}?`,
            text: `Its file and all features are deleted. ${machines === 0 ? "No machine" : numbered(machines, "machine")} learnt from it${machines === 0 ? "." : "; what they predicted stays, but they see no new pictures."}`,
            yes: "Remove it",
            no: "Keep it",
          }}
        >
          Remove
        </ActionButton>
      }
    >
      {!there && (
        <div className="mb-4">
          <Notice tone="danger">
            Its file is not in the data folder any more. Add the same file again, described as here: features
            and machines go on with it.
          </Notice>
        </div>
      )}
      {apart !== null && (
        <div className="mb-4">
          <Notice tone="warning">Machines on it cannot be taken home as one file. {apart}</Notice>
        </div>
      )}
      <dl className="flex flex-wrap gap-x-8 gap-y-3 text-sm tabular-nums [&_dd]:font-medium [&_dt]:text-muted">
        <Fact name="Features a picture">{whole(width)}</Fact>
        <Fact name="Sees">
          {d.size} × {d.size} pixels{d.resize > d.size && `, cut from ${d.resize}`}
        </Fact>
        <Fact name="Normalised as">{normalisationOf(d)}</Fact>
        {d.output !== null && <Fact name="Output">{d.output}</Fact>}
        <Fact name="File">
          {fileSize(bytes)}{" "}
          <span className="font-normal text-muted" title={`SHA-256 ${hash}`}>
            {hash.slice(0, 12)}…
          </span>
        </Fact>
        <Fact name="Learnt from it">{numbered(machines, "machine")}</Fact>
      </dl>
      {projects.length > 0 && (
        <ul className="mt-5 flex flex-col divide-y divide-line/60 border-t border-line/60 text-sm">
          {projects.map((of) => (
            <li
              key={of.project.id}
              className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3"
              data-testid={`features-${of.project.slug}`}
            >
              <ProjectRow encoder={encoder} there={there} of={of} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

const Fact = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <div className="min-w-0">
    <dt>{name}</dt>
    <dd className="break-words">{children}</dd>
  </div>
);

function ProjectRow({
  encoder,
  there,
  of: { project, state },
}: {
  encoder: Encoder;
  there: boolean;
  of: OfProject;
}) {
  const { embedded, pictures, job } = state;
  const ongoing = job?.state === "running" || job?.state === "queued";
  const news = embedding.safeParse(job?.note);
  const shown = ongoing && news.success ? Math.max(embedded, news.data.embedded) : embedded;
  const rate = job?.state === "running" && news.success ? news.data.picturesPerSecond : null;
  const complete = pictures > 0 && embedded >= pictures;
  const fields = { project: project.id, encoder: encoder.id };
  return (
    <>
      <Link
        href={`/admin/projects/${project.slug}/runs/train`}
        className="min-w-40 font-medium underline-offset-4 hover:underline"
      >
        {project.name}
      </Link>
      <span className="flex min-w-48 flex-1 flex-col gap-1.5 tabular-nums">
        <Progress
          value={pictures === 0 ? 0 : shown / pictures}
          label={`Features of ${project.name} by ${encoder.name}`}
          tone="machine"
        />
        <span className="text-muted">
          {whole(shown)} of {numbered(pictures, "picture")}
          {rate !== null &&
            rate > 0 &&
            ` · ${rate.toFixed(rate < 10 ? 1 : 0)} a second · ${duration(((pictures - shown) / rate) * 1000)} left`}
          {job?.state === "queued" && " · waiting for a worker"}
        </span>
      </span>
      {complete ? (
        <Badge tone="accent">complete</Badge>
      ) : ongoing ? (
        <ActionButton action={stopEmbedding} fields={fields} look="quiet">
          Stop
        </ActionButton>
      ) : (
        there &&
        pictures > 0 && (
          <ActionButton action={embed} fields={fields}>
            {embedded === 0 ? "Make features" : "Go on"}
          </ActionButton>
        )
      )}
      {!ongoing && !complete && job?.state === "failed" && (
        <p className="w-full text-danger">{job.error ?? "It failed; the log has the details."}</p>
      )}
    </>
  );
}

const names = { imagenet: "ImageNet", clip: "CLIP", half: "−1 to 1", none: "0 to 1" } as const;

function normalisationOf({ mean, std }: EncoderDescription): string {
  const same = (a: readonly number[], b: readonly number[]) => a.every((value, i) => value === b[i]);
  const known = normalisationNames.find(
    (name) => same(normalisations[name].mean, mean) && same(normalisations[name].std, std),
  );
  return known ? names[known] : `mean ${mean.join(", ")}; deviation ${std.join(", ")}`;
}
