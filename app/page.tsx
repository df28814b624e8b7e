import { redirect } from "next/navigation";
import { homeOf } from "./_server/home.ts";
import { highest, requireUser } from "./_server/session.ts";

export default async function Page() {
  const user = await requireUser();
  redirect(homeOf(highest(user)));
}
