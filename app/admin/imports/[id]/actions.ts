"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../../../_server/action.ts";
import { db } from "../../../_server/database.ts";
import { findImport, giveUpImport } from "#db/dataset/import-record.ts";
import { requestCancel } from "#db/jobs.ts";

export const cancelImport = action(
  z.object({ import: z.coerce.number().int() }),
  "admin",
  ({ import: id }) => {
    const row = findImport(db(), id);
    if (!row?.jobId) return { ok: false, message: "There is no such import." };
    const now = Date.now();
    requestCancel(db(), row.jobId, now, (tx) => giveUpImport(tx, id, "cancelled", null, now));
    revalidatePath(`/admin/imports/${id}`);
    return { ok: true, message: "It stops after the present batch; what is stored by then stays." };
  },
);
