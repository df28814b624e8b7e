import { Controls } from "./controls.tsx";
import { db } from "../../../_server/database.ts";
import type { Project } from "#db/schema.ts";
import { studyRaters } from "#db/views/study.ts";
import type { StudySettings } from "#lib/study/settings.ts";

/** The settings of a section in which raters are chosen; stands under a Suspense boundary, as reading them takes a moment. */
export async function ControlsWithRaters({
  project,
  settings,
  keys,
}: {
  project: Project;
  settings: StudySettings;
  keys: readonly (keyof StudySettings)[];
}) {
  return <Controls settings={settings} keys={keys} raters={await studyRaters(db(), project)} />;
}
