import Link from "next/link";
import type { ReactNode } from "react";
import { SyntheticBadge } from "../_ui/badge.tsx";
import { percent, whole } from "../_ui/format.ts";
import { Progress } from "../_ui/progress.tsx";
import { teamOf } from "../_server/views.ts";
import type { Project } from "#db/schema.ts";
import type { TeamView } from "#db/views/team.ts";

/** A project on the list, around its numbers. The whole card links to its watch page. */
export function ProjectCard({ project, children }: { project: Project; children: ReactNode }) {
  return (
    <article className="relative flex h-full flex-col gap-5 rounded-card border border-line bg-surface p-6 transition-colors focus-within:border-line-strong hover:border-line-strong">
      <div className="flex flex-wrap items-center gap-3">
        <h2>
          <Link
            href={`/research/${project.slug}`}
            className="after:absolute after:inset-0 after:rounded-card"
          >
            {project.name}
          </Link>
        </h2>
        {project.synthetic && <SyntheticBadge />}
      </div>
      {children}
    </article>
  );
}

/** Its accuracies and people's progress, once they are known. */
export async function ProjectNumbers({ id }: { id: number }) {
  const view = await teamOf(id, { renewed: false });
  if (view.run === null)
    return (
      <p className="text-sm text-muted">
        No active model yet. Results appear once an admin has trained one and made it active.
      </p>
    );
  return (
    <>
      <dl className="grid grid-cols-2 gap-4 text-sm">
        {view.evaluated > 0 ? (
          <>
            <Figure name="Machine" share={view.machine.value} colour="text-machine" />
            <Figure name="Team" share={view.team.value} colour="text-accent" />
          </>
        ) : (
          <Figure name="Agreement on what the machine keeps" share={view.audit.agreement.value} />
        )}
      </dl>
      <Answered {...view.queue} />
    </>
  );
}

const Figure = ({ name, share, colour = "" }: { name: string; share: number | null; colour?: string }) => (
  <div className="only:col-span-full">
    <dt className="text-muted">{name}</dt>
    <dd className={`text-2xl font-semibold tracking-tight tabular-nums ${colour}`}>{percent(share)}</dd>
  </div>
);

const Answered = ({ deferred, deferredDone }: TeamView["queue"]) => (
  <div className="mt-auto flex flex-col gap-2 text-sm text-muted">
    <Progress
      value={deferred === 0 ? 0 : deferredDone / deferred}
      label="Deferred items answered"
      tone="people"
    />
    <p className="tabular-nums">
      {deferred === 0
        ? "Nothing is deferred at this η."
        : `${whole(deferredDone)} of ${whole(deferred)} deferred items answered`}
    </p>
  </div>
);
