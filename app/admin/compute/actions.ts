"use server";

import { revalidatePath } from "next/cache";
import { action } from "../../_server/action.ts";
import { db } from "../../_server/database.ts";
import { installationForm, refusedFields } from "../../_server/launch-form.ts";
import { setInstallationSettings } from "#db/machines/launching.ts";

/** Where trainings are done, unless a project or a run says otherwise. */
export const saveLaunch = action(installationForm, "admin", (launch, user) => {
  const problems = setInstallationSettings(db(), launch, user.id, Date.now());
  if (problems) return refusedFields(problems);
  revalidatePath("/admin/compute");
  return { ok: true, message: "Saved. It holds for what begins from now on." };
});
