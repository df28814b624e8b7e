import type { Metadata } from "next";
import { Annotator } from "./annotator.tsx";
import { Markdown } from "../../_ui/markdown.tsx";
import { Shell } from "../../_ui/shell.tsx";
import { db } from "../../_server/database.ts";
import { requireProject } from "../../_server/session.ts";
import { instructionsDigest, shownExamples } from "#db/dataset/class-examples.ts";
import { settingsOf } from "#db/labelling/annotator-settings.ts";
import { ownFlags } from "#db/labelling/flags.ts";
import { recentAnswers } from "#db/labelling/judgments.ts";

type Params = { params: Promise<{ project: string }> };

export const metadata: Metadata = { title: "Annotate" };

/** As many answers can be taken back after the page was loaded again, and as many flags. */
const undoable = 50;

/** The annotator is blind: only what is listed here reaches the browser. */
export default async function Page({ params }: Params) {
  const { user, project } = await requireProject((await params).project, "annotator");
  const { instructionsRead, ...settings } = settingsOf(db(), project.id, user.id);
  const examples = shownExamples(db(), project.id);
  const digest = instructionsDigest(project, examples);
  return (
    <Shell user={user} wide>
      <Annotator
        userId={user.id}
        project={{
          id: project.id,
          slug: project.slug,
          name: project.name,
          classes: project.classes,
          leaseSeconds: project.leaseSeconds,
        }}
        recent={recentAnswers(db(), project.id, user.id, undoable)}
        flags={ownFlags(db(), project.id, user.id, undoable)}
        settings={settings}
        instructions={project.instructions.trim() === "" ? null : <Markdown text={project.instructions} />}
        examples={examples}
        unread={digest === instructionsRead ? null : digest}
      />
    </Shell>
  );
}
