import { eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { asOperator, authorize } from "#db/access.ts";
import { ensurePersonRater } from "#db/labelling/raters.ts";
import {
  highestRole,
  listMembers,
  placesOf,
  projectAndMembership,
  projectsOf,
  removeMember,
  setMember,
  setMembersOnly,
  storeMember,
} from "#db/people/members.ts";
import { auditLog, projects } from "#db/schema.ts";
import { type Role, roles } from "#lib/domain.ts";
import { newAccounts } from "./accounts.ts";

async function newWorld() {
  const world = await newAccounts(["anna", "annotator"], ["rita", "researcher"], ["boss", "admin"]);
  const { db } = world;
  const [anna, rita, boss] = world.people;
  if (!anna || !rita || !boss) throw new Error("nobody was made");
  const add = (slug: string) =>
    db
      .insert(projects)
      .values({ slug, name: slug, classes: ["a", "b"], createdAt: 1 })
      .returning()
      .get();
  add("birds");
  add("fish");
  const project = (slug = "birds") => {
    const row = db.select().from(projects).where(eq(projects.slug, slug)).get();
    if (!row) throw new Error("there is no such project");
    return asOperator(row);
  };
  /** Which roles somebody may act as. */
  const acts = (user: { id: number; role: Role }, slug = "birds") => {
    const found = projectAndMembership(db, slug, user.id);
    return roles.filter((role) => found && authorize(user, found.project, role, found.membership));
  };
  return { ...world, anna, rita, boss, project, acts };
}

test("an open project is open to everybody as their account says, and who sees gold is not asked", async () => {
  const { anna, rita, boss, acts } = await newWorld();
  expect(acts(anna)).toEqual(["annotator"]);
  expect(acts(rita)).toEqual(["researcher"]);
  expect(acts(boss)).toEqual(["researcher", "admin"]);
});

test("a membership gives another role here, in either direction, and only here", async () => {
  const { db, anna, rita, acts, project } = await newWorld();
  setMember(db, project(), anna.id, { role: "admin" }, 1);
  setMember(db, project(), rita.id, { role: "annotator" }, 1);
  expect(acts(anna)).toEqual(["researcher", "admin"]);
  expect(acts(rita)).toEqual(["annotator"]);
  expect([acts(anna, "fish"), acts(rita, "fish")]).toEqual([["annotator"], ["researcher"]]);
  expect([highestRole(db, anna), highestRole(db, rita)]).toEqual(["admin", "researcher"]);
  expect(projectsOf(db, anna, "admin").map(({ slug }) => slug)).toEqual(["birds"]);
  expect(placesOf(db, rita).map(({ role, asked }) => [role, asked])).toEqual([
    ["annotator", true],
    ["researcher", false],
  ]);
  setMember(db, project(), anna.id, { annotates: true }, 2);
  expect(acts(anna)).toEqual(["annotator", "researcher", "admin"]);
  expect(listMembers(db, project())).toMatchObject([
    { name: "anna", given: "admin", role: "admin", asked: true },
    { name: "rita", given: "annotator", role: "annotator", asked: true },
  ]);
  removeMember(db, project(), anna.id, 3);
  expect(acts(anna)).toEqual(["annotator"]);
});

test("members only: others do not see it any more, who has answered stays, admins of all always may", async () => {
  const { db, anna, rita, boss, acts, project } = await newWorld();
  ensurePersonRater(db, project().id, anna.id);
  expect(setMembersOnly(db, project(), true, 1)).toBe(1);
  expect([acts(anna), acts(rita), acts(boss)]).toEqual([["annotator"], [], ["researcher", "admin"]]);
  expect(projectsOf(db, rita, "annotator").map(({ slug }) => slug)).toEqual(["fish"]);
  setMember(db, project(), rita.id, { role: null }, 2);
  expect(acts(rita)).toEqual(["researcher"]);
  removeMember(db, project(), anna.id, 3);
  expect(acts(anna)).toEqual([]);
  setMembersOnly(db, project(), false, 4);
  expect(acts(anna)).toEqual(["annotator"]);
  const told = db.select().from(auditLog).where(eq(auditLog.projectId, project().id)).all();
  expect(told.map(({ action }) => action)).toEqual([
    "project.members",
    "project.member",
    "project.member.remove",
    "project.members",
  ]);
});

test("nobody takes the ground from under themselves", async () => {
  const { db, anna, boss, acts, project } = await newWorld();
  setMember(db, project(), anna.id, { role: "admin" }, 1);
  const found = projectAndMembership(db, "birds", anna.id);
  const own = found && authorize(anna, found.project, "admin", found.membership);
  if (!own) throw new Error("anna is no admin here");
  expect(setMember(db, own, anna.id, { role: "researcher" }, 2).ok).toBe(false);
  expect(removeMember(db, own, anna.id, 2).ok).toBe(false);
  expect(acts(anna)).toEqual(["researcher", "admin"]);
  // an admin of all is one here, whatever a membership says
  setMember(db, own, boss.id, { role: "annotator" }, 3);
  expect(acts(boss)).toEqual(["researcher", "admin"]);
});

test("whatever the facts: nobody answers who sees gold unless it was allowed, and no one enters a closed project from outside", async () => {
  const { db, project } = await newWorld();
  const row = project();
  const role = fc.constantFrom(...roles);
  const membership = fc.option(fc.record({ role: fc.option(role), annotates: fc.boolean() }));
  fc.assert(
    fc.property(role, membership, fc.boolean(), (account, member, membersOnly) => {
      const user = { id: 1, role: account };
      const may = (as: Role) => authorize(user, { ...row, membersOnly }, as, member) !== null;
      if (may("annotator") && may("researcher")) expect(member?.annotates).toBe(true);
      if (membersOnly && !member && account !== "admin") expect(roles.some(may)).toBe(false);
      if (may("admin")) expect(may("researcher")).toBe(true);
      if (may("admin")) expect([account, member?.role]).toContain("admin");
    }),
  );
  storeMember(db, row.id, 1, { role: null, annotates: false }, 1);
  expect(projectAndMembership(db, row.id, 1)?.membership).toEqual({ role: null, annotates: false });
  expect(projectAndMembership(db, row.id, 2)?.membership).toBeNull();
});
