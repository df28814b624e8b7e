import { redirect } from "next/navigation";
import { requireUser } from "./_server/session.ts";

const home = { annotator: "/annotate", researcher: "/research", admin: "/admin" } as const;

export default async function Page() {
  const user = await requireUser();
  redirect(home[user.role]);
}
