import { requireUser } from "./_server/session.ts";
export default async function Page() {
  const user = await requireUser();
  return <p>{user.name}</p>;
}
