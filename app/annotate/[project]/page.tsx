import type { Metadata } from "next";
import { Annotator } from "./annotator.tsx";
import { Shell } from "../../_ui/shell.tsx";
import { db } from "../../_server/database.ts";
import { requireProject } from "../../_server/session.ts";
import { recentAnswers } from "#db/labelling/judgments.ts";

type Params = { params: Promise<{ project: string }> };

export const metadata: Metadata = { title: "Annotate" };

/** As many answers can be taken back after the page was loaded again. */
const undoable = 50;

/** The annotator is blind: only what is listed here reaches the browser. */
export default async function Page({ params }: Params) {
  const { user, project } = await requireProject((await params).project, "annotator");
  const recent = recentAnswers(db(), project.id, user.id, undoable);
  return (
    <Shell user={user}>
      <Annotator
        userId={user.id}
        project={{
          slug: project.slug,
          name: project.name,
          instructions: project.instructions,
          classes: project.classes,
          leaseSeconds: project.leaseSeconds,
        }}
        recent={recent}
      />
    </Shell>
  );
}
