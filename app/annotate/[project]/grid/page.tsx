import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Sorter } from "./sorter.tsx";
import { propsFor } from "../props.tsx";
import { Shell } from "../../../_ui/shell.tsx";
import { db } from "../../../_server/database.ts";
import { requireProject } from "../../../_server/session.ts";
import { practiceOfPage } from "#db/labelling/practice.ts";

type Params = { params: Promise<{ project: string }> };

export const metadata: Metadata = { title: "Sort" };

/** Many pictures at once, where the project allows it. */
export default async function Page({ params }: Params) {
  const { user, project } = await requireProject((await params).project, "annotator");
  // Practice stands on the page of single pictures.
  if (!project.gridAllowed || practiceOfPage(db(), project, user.id)) redirect(`/annotate/${project.slug}`);
  return (
    <Shell user={user} wide>
      <Sorter {...propsFor(user, project)} />
    </Shell>
  );
}
