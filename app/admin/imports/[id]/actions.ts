"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../../_server/action.ts";
import { db } from "../../../_server/database.ts";
import { cancelImport } from "#db/jobs/cancel.ts";

export const stopImport = action(
  z.object({ import: z.coerce.number().int() }),
  "admin",
  ({ import: id }, user) => {
    const stopped = cancelImport(db(), id, user.id, Date.now());
    if (!stopped.ok) return stopped;
    revalidatePath(`/admin/imports/${id}`);
    return { ok: true, message: "It stops after the current batch; everything imported so far stays." };
  },
);
