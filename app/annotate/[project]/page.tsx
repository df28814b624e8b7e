import type { Metadata } from "next";
import { Annotator } from "./annotator.tsx";
import { PracticePage } from "./practice/page-of-practice.tsx";
import { propsFor } from "./props.tsx";
import { Shell } from "../../_ui/shell.tsx";
import { db } from "../../_server/database.ts";
import { requireProject } from "../../_server/session.ts";
import { practiceOfPage } from "#db/labelling/practice.ts";

type Params = { params: Promise<{ project: string }> };

export const metadata: Metadata = { title: "Annotate" };

/** One picture at a time; practice before the first, where the project has it. */
export default async function Page({ params }: Params) {
  const { user, project } = await requireProject((await params).project, "annotator");
  const practice = practiceOfPage(db(), project, user.id);
  const { project: named, settings, instructions, examples, unread, ...rest } = propsFor(user, project);
  const guide = { project: named, settings, instructions, examples, unread };
  return (
    <Shell user={user} wide>
      {practice ? <PracticePage practice={practice} {...guide} /> : <Annotator {...guide} {...rest} />}
    </Shell>
  );
}
