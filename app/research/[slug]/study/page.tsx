import { notFound, redirect } from "next/navigation";
import { requireProject } from "../../../_server/session.ts";
import { sections } from "#lib/study/index.ts";

/** The study begins with its first section. */
export default async function Page({ params }: { params: Promise<{ slug: string }> }) {
  const { project } = await requireProject((await params).slug, "researcher");
  const first = sections[0];
  if (!first) notFound();
  redirect(`/research/${project.slug}/study/${first.id}`);
}
