import type { Metadata } from "next";
import { Suspense } from "react";
import { z } from "zod";
import { Decided } from "./decided.tsx";
import { Desk } from "./desk.tsx";
import { placeClasses } from "../../../../annotate/[project]/class-layout.ts";
import { Card } from "../../../../_ui/card.tsx";
import { Empty } from "../../../../_ui/empty.tsx";
import { db } from "../../../../_server/database.ts";
import { requireProject } from "../../../../_server/session.ts";
import { disputesOf } from "../../../../_server/views.ts";
import type { Authorized } from "#db/access.ts";
import { itemPictures } from "#db/dataset/item-pictures.ts";
import { settingsOf } from "#db/labelling/annotator-settings.ts";
import { standingDecisions } from "#db/labelling/review.ts";
import type { Project, User } from "#db/schema.ts";
import type { Dispute } from "#db/views/disputes.ts";

export const metadata: Metadata = { title: "Review" };

const atOnce = 30;
const lastDecisions = 12;
const asked = z.object({ names: z.literal("1").optional().catch(undefined) });

type Props = {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** Pictures that were flagged or on which people differ, one after the other, each decided with a key. */
export default async function Page({ params, searchParams }: Props) {
  const { project, user } = await requireProject((await params).slug, "admin");
  const { names } = asked.parse(await searchParams);
  return (
    <Suspense fallback={<p className="text-sm text-muted">Looking for flags and disagreements …</p>}>
      <Review project={project} user={user} names={names === "1"} />
    </Suspense>
  );
}

async function Review({
  project,
  user,
  names,
}: {
  project: Authorized<Project, "admin">;
  user: Pick<User, "id">;
  names: boolean;
}) {
  const { flagged, open, decided, first } = await disputesOf(project.id, atOnce);
  const recent = standingDecisions(db(), project.id, lastDecisions);
  const pictures = itemPictures(
    db(),
    project,
    recent.map(({ itemId }) => itemId),
  );
  return (
    <div className="flex flex-col gap-6">
      {first.length === 0 ? (
        <Empty title={decided === 0 ? "Nothing to decide" : "All is decided"}>
          Pictures appear here once two people have given one of them different classes, or somebody has
          flagged one with a comment.
          {project.overlap < 2 &&
            " This project asks one person a picture; more can be asked in its settings."}
        </Empty>
      ) : (
        <Desk
          // a fresh list is another desk
          key={`${names} ${flagged + open} ${first[0]?.itemId}`}
          project={project.id}
          slug={project.slug}
          classes={project.classes}
          placed={placeClasses(
            { classes: project.classes, classOrder: project.classOrder, descriptions: [] },
            settingsOf(db(), project.id, user.id),
          )}
          open={flagged + open}
          names={names}
          disputes={first.map(({ answers, flags, ...rest }) => ({
            ...rest,
            flags: flags.map(({ comment, author }) => ({ comment, who: names ? author : "Somebody" })),
            answers: namesHidden(answers, names),
          }))}
        />
      )}
      {recent.length > 0 && (
        <Card title="Latest decisions" aside={`${decided.toLocaleString("en-GB")} in all`}>
          <Decided
            project={project.id}
            slug={project.slug}
            classes={project.classes}
            decisions={recent}
            pictures={pictures}
          />
        </Card>
      )}
    </div>
  );
}

const kinds = { person: "Person", column: "Column" } as const;

/** Whose answers they are leaves the server only when it is asked for: Person A, Person B, Column A … */
function namesHidden(answers: Dispute["answers"], names: boolean): { label: number; who: string }[] {
  const seen = { person: 0, column: 0 };
  return answers.map(({ source, name, label }) => {
    const letter = String.fromCharCode(65 + (seen[source]++ % 26));
    return { label, who: names ? name : `${kinds[source]} ${letter}` };
  });
}
