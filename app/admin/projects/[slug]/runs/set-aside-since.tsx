import Link from "next/link";
import { Notice } from "../../../../_ui/notice.tsx";
import { db } from "../../../../_server/database.ts";
import { answersGone } from "#db/machines/set-aside-labels.ts";
import type { Run } from "#db/schema.ts";
import { numbered } from "#lib/numbers.ts";

/** A machine that learnt from answers which count no more: it may be wrong where it is sure. */
export function SetAsideSince({ slug, run }: { slug: string; run: Run }) {
  const gone = answersGone(db(), run);
  if (gone === 0) return null;
  return (
    <Notice tone="warning">
      {run.name} learnt from {numbered(gone, "answer")} set aside since. What it is sure of is not asked
      again.{" "}
      <Link href={`/admin/projects/${slug}/runs/train`} className="font-medium underline underline-offset-4">
        Train another
      </Link>{" "}
      from the answers that stand.
    </Notice>
  );
}
