import { Suspense } from "react";
import { Controls } from "./controls.tsx";
import { studyRaters } from "../../../_server/views.ts";
import type { Project } from "#db/schema.ts";
import type { StudySettings } from "#lib/study/settings.ts";

type Asked = { project: Project; settings: StudySettings; keys: readonly (keyof StudySettings)[] };

/**
 * The controls of the settings that sections read; nothing where they read none. Choosing raters needs
 * their names, which take a moment to load.
 */
export function ControlsFor(asked: Asked) {
  if (asked.keys.length === 0) return null;
  if (!asked.keys.includes("one")) return <Controls settings={asked.settings} keys={asked.keys} />;
  return (
    <Suspense fallback={<div aria-hidden className="h-17" />}>
      <WithRaters {...asked} />
    </Suspense>
  );
}

async function WithRaters({ project, settings, keys }: Asked) {
  return <Controls settings={settings} keys={keys} raters={await studyRaters(project.id)} />;
}
