import type { AnnotatorProps } from "./use-workplace.tsx";
import { Markdown } from "../../_ui/markdown.tsx";
import { db } from "../../_server/database.ts";
import { instructionsDigest, shownExamples } from "#db/dataset/class-examples.ts";
import { descriptionsOf } from "#db/dataset/class-notes.ts";
import { settingsOf } from "#db/labelling/annotator-settings.ts";
import { ownFlags } from "#db/labelling/flags.ts";
import { recentAnswers } from "#db/labelling/judgments.ts";
import type { Project, User } from "#db/schema.ts";

/** As many answers can be taken back after the page was loaded again, and as many flags. */
const undoable = 50;

/** What a page to label on is told. The annotator is blind: only what is listed here reaches the browser. */
export function propsFor(user: Pick<User, "id">, project: Project): AnnotatorProps {
  const { id, slug, name, classes, classOrder, leaseSeconds, gridAllowed } = project;
  const { instructionsRead, ...settings } = settingsOf(db(), id, user.id);
  const examples = shownExamples(db(), id);
  const descriptions = descriptionsOf(db(), project);
  const digest = instructionsDigest(project, examples, descriptions);
  return {
    userId: user.id,
    project: { id, slug, name, classes, classOrder, descriptions, leaseSeconds, gridAllowed },
    recent: recentAnswers(db(), id, user.id, undoable),
    flags: ownFlags(db(), id, user.id, undoable),
    settings,
    instructions: project.instructions.trim() === "" ? null : <Markdown text={project.instructions} />,
    examples,
    unread: digest === instructionsRead ? null : digest,
  };
}
