import { z } from "zod";
import { counted, numbered, points } from "#lib/numbers.ts";
import { asOperator } from "#db/access.ts";
import type { Db } from "#db/client.ts";
import { lastLearning, renewalAfter, renewalRule, setRenewal } from "#db/machines/renewal.ts";
import type { Project } from "#db/schema.ts";
import { answersSince } from "#db/teaming/answers.ts";
import { defineCommand, stop } from "./command.ts";
import { projectCalled, withDatabase } from "./project-database.ts";

export const command = defineCommand({
  about: `Shows when a project's machine learns again from people's answers, or changes it. The worker of npm start or
npm run worker then trains on the team's belief as the active run was trained, cross-fitted. A run that has
learnt so becomes active by hand, or by itself where its accuracy on the same items is surely not worse
than the active run's by more than a margin.`,
  flags: z.object({
    project: z.string().describe("the project's short name").meta({ value: "NAME" }),
    after: z.coerce.number().optional().describe("after so many new answers").meta({ value: "N" }),
    share: z.coerce
      .number()
      .optional()
      .describe("once answers have grown by so many percent, and by 50 at least")
      .meta({ value: "PERCENT" }),
    off: z.boolean().default(false).describe("only when somebody asks for it"),
    margin: z.coerce
      .number()
      .optional()
      .describe("points of accuracy that a run may lose to become active by itself")
      .meta({ value: "POINTS" }),
    "by-hand": z.boolean().default(false).describe("a run becomes active only when somebody makes it"),
  }),
  run: ({ project: slug, after, share, off, margin, "by-hand": byHand }) =>
    withDatabase((db) => {
      const project = projectCalled(db, slug);
      if ([after !== undefined, share !== undefined, off].filter(Boolean).length > 1)
        return stop("Give one of --after, --share and --off.");
      if (margin !== undefined && byHand) return stop("Give --margin or --by-hand, not both.");
      const asked = off || after !== undefined || share !== undefined;
      const { renewAfter, renewShare, renewMargin } = project;
      const rule = renewalRule.safeParse({
        renewAfter: asked ? (after ?? null) : renewAfter,
        renewShare: asked ? (share === undefined ? null : share / 100) : renewShare,
        renewMargin: byHand ? null : margin === undefined ? renewMargin : margin / 100,
      });
      if (!rule.success) return stop(rule.error.issues[0]?.message ?? "That is no rule.");
      if (asked || byHand || margin !== undefined) setRenewal(db, asOperator(project), rule.data, Date.now());
      console.log(inForce(db, projectCalled(db, slug)));
    }),
});

function inForce(db: Db, project: Project): string {
  const { cursor, answers } = lastLearning(db, project.id);
  const needed = renewalAfter(project, answers);
  const fresh = answersSince(db, project.id, cursor, -1);
  const when =
    needed === null
      ? "The machine learns again only when asked"
      : `The machine learns again after ${numbered(needed, "new answer")}`;
  const who =
    project.renewMargin === null
      ? "its new run becomes active by hand"
      : `its new run becomes active by itself with a loss of up to ${points(project.renewMargin).replace("+", "")} points`;
  return `${when}; ${counted(fresh)} ${fresh === 1 ? "has" : "have"} come in since it last did; ${who}.`;
}
