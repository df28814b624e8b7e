import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { JoinAsMember } from "./join-as-member.tsx";
import { JoinAsNew } from "./join-as-new.tsx";
import { Badge } from "../../_ui/badge.tsx";
import { Entrance } from "../../_ui/entrance.tsx";
import { ServiceButtons } from "../../_ui/service-buttons.tsx";
import { LocalTime } from "../../_ui/local-time.tsx";
import { offerOf, told } from "../../_server/links.ts";
import { services } from "../../_server/single-sign-on.ts";
import { currentUser } from "../../_server/session.ts";
import type { Offer } from "#db/people/invitations.ts";
import type { Role } from "#lib/domain.ts";

export const metadata: Metadata = { title: "Invitation" };

/** What somebody will do there, in words of theirs. */
const doing: Record<Role, string> = {
  annotator: "You will look at pictures and say what they show.",
  researcher: "You will see how people and machines label, and may look at every picture.",
  admin: "You will run it: people, settings, trainings and results.",
};

const titleOf = ({ project }: Offer): string =>
  project ? `You are invited to ${project.name}` : "You are invited to Tandem";

export default async function Page({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const asked = await headers();
  const { found: offer, refusal } = told(() => offerOf(token, asked));
  if (refusal !== null)
    return (
      <Entrance title="One moment, please">
        <p className="text-sm">{refusal}</p>
      </Entrance>
    );
  if (!offer) notFound();
  const { invitation, project } = offer;
  const user = await currentUser();
  const role = invitation.projectRole ?? invitation.role;
  return (
    <Entrance title={titleOf(offer)} lead={<>{offer.by} would like you to take part.</>}>
      <div className="mb-6 flex flex-col gap-2 border-b border-line pb-5 text-sm">
        <p className="flex flex-wrap items-center gap-2">
          <span className="text-muted">Your role</span>
          <Badge tone="accent">{role}</Badge>
        </p>
        <p>{doing[role]}</p>
        {project?.description && <p className="text-muted">{project.description}</p>}
        <p className="text-muted">
          Good until <LocalTime at={invitation.expiresAt} />
        </p>
      </div>
      {user ? (
        <JoinAsMember
          token={token}
          person={user.displayName}
          project={project && { name: project.name, slug: project.slug }}
        />
      ) : (
        <>
          <ServiceButtons services={services()} after={`/join/${token}/in`} />
          <JoinAsNew token={token} project={project?.slug ?? null} />
        </>
      )}
    </Entrance>
  );
}
