"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../_server/action.ts";
import { db } from "../../_server/database.ts";
import { typedInt } from "../../_server/typed-number.ts";
import { keepWeights, setWeightsRule } from "#db/machines/weights.ts";

const typedKeep = z.preprocess(
  (value) => (value === "" ? null : value),
  typedInt.pipe(keepWeights.unwrap()).nullable(),
);

/** How many runs of a project keep their weights; the worker applies it within the hour. */
export const saveWeightsRule = action(z.object({ keep: typedKeep }), "admin", ({ keep }, user) => {
  setWeightsRule(db(), keep, user.id, Date.now());
  revalidatePath("/admin/storage");
  return {
    ok: true,
    message: keep === null ? "Saved. All weights stay." : "Saved. The worker applies it within the hour.",
  };
});
