import { redirect } from "next/navigation";
import { db } from "../../../_server/database.ts";
import { homeOf } from "../../../_server/home.ts";
import { currentUser, highest } from "../../../_server/session.ts";
import { findOffer } from "#db/people/invitations.ts";
import { projectAndMembership } from "#db/people/members.ts";

/** Where a service leads whoever began at an invitation: in, or back to accept it with the account that they had. */
export default async function Page({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const user = await currentUser();
  if (!user) redirect(`/join/${token}`);
  // not counted as a wrong link where it is used up: they have just come in by it
  const project = findOffer(db(), token, Date.now())?.project;
  if (project && !projectAndMembership(db(), project.slug, user.id)?.membership) redirect(`/join/${token}`);
  redirect(homeOf(highest(user)));
}
