import type { Metadata } from "next";
import { Annotator } from "./annotator.tsx";
import { propsFor } from "./props.tsx";
import { Shell } from "../../_ui/shell.tsx";
import { requireProject } from "../../_server/session.ts";

type Params = { params: Promise<{ project: string }> };

export const metadata: Metadata = { title: "Annotate" };

/** One picture at a time. */
export default async function Page({ params }: Params) {
  const { user, project } = await requireProject((await params).project, "annotator");
  return (
    <Shell user={user} wide>
      <Annotator {...propsFor(user, project)} />
    </Shell>
  );
}
