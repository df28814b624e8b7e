import { ButtonLink } from "../../../_ui/button.tsx";
import { Empty } from "../../../_ui/empty.tsx";
import { Notice } from "../../../_ui/notice.tsx";
import type { StudyNeeds } from "#db/views/study-needs.ts";

/** Nothing to compare at all. */
export const nothingIn = ({ humans, machines }: StudyNeeds): boolean => !humans && !machines;

/** What the project lacks for the study, a sentence each, and what to do about it. */
export function Missing({ needs, slug, admin }: { needs: StudyNeeds; slug: string; admin: boolean }) {
  const data = admin ? <ButtonLink href={`/admin/projects/${slug}/data`}>Import labels</ButtonLink> : null;
  if (nothingIn(needs))
    return (
      <Empty title="Nobody has answered yet" action={data}>
        The study compares raters. Import label columns, invite people to annotate, or train a model; each
        appears here with its first answers.
      </Empty>
    );
  const sentences = [
    !needs.gold &&
      "No item has a gold label, so accuracy cannot be measured and only agreement is shown. Import a gold column to see the rest.",
    !needs.humans &&
      "No person or label column has any answers yet, so machines can only be compared with each other.",
    !needs.machines &&
      "No training run has finished, so there are no machines to compare with. An admin can train one under Admin → Runs.",
  ].filter((sentence) => sentence !== false);
  if (sentences.length === 0) return null;
  return (
    <Notice>
      {sentences.map((sentence) => (
        <p key={sentence} className="not-first:mt-1.5">
          {sentence}
        </p>
      ))}
    </Notice>
  );
}
