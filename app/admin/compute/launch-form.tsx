"use client";

import { saveLaunch } from "./actions.ts";
import { LaunchFields } from "../launch-fields.tsx";
import { Button } from "../../_ui/button.tsx";
import { Notice } from "../../_ui/notice.tsx";
import { useForm } from "../../_ui/use-form.ts";
import type { InstallationLaunches } from "#lib/launching.ts";

export function LaunchForm({ launch }: { launch: InstallationLaunches | null }) {
  const { state, busy, form } = useForm(saveLaunch);
  return (
    <form {...form} className="flex flex-col gap-6">
      <LaunchFields launch={launch} operator problems={state.fields} />
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="primary" disabled={busy}>
          Save
        </Button>
        {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
      </div>
    </form>
  );
}
