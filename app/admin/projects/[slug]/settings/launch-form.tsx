"use client";

import { saveProjectLaunch } from "./launch-action.ts";
import { LaunchFields } from "../../../launch-fields.tsx";
import { Button } from "../../../../_ui/button.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { useForm } from "../../../../_ui/use-form.ts";
import type { LauncherId, ProjectLaunches } from "#lib/launching.ts";

/** Where the project's trainings are done. */
export function ProjectLaunchForm({
  project,
  offered,
}: {
  project: { id: number; launch: ProjectLaunches | null };
  offered: LauncherId[];
}) {
  const { state, busy, form } = useForm(saveProjectLaunch);
  return (
    <form {...form} className="flex flex-col gap-6">
      <input type="hidden" name="project" value={project.id} />
      <LaunchFields
        launch={project.launch}
        offered={offered}
        otherwise="the installation"
        problems={state.fields}
      />
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="primary" disabled={busy}>
          Save where they run
        </Button>
        {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
      </div>
    </form>
  );
}
