import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { asOperator } from "#db/access.ts";
import { write } from "#db/client.ts";
import { checkPassword } from "#db/people/check-password.ts";
import {
  acceptAsMember,
  acceptAsNew,
  findOffer,
  invitationRequest,
  invite,
  openInvitations,
  revokeInvitation,
  sweepInvitations,
} from "#db/people/invitations.ts";
import { projectAndMembership, removeMember, setMember } from "#db/people/members.ts";
import { addPerson, chooseByLink, findPasswordLink, resetByLink } from "#db/people/password-links.ts";
import { hashPassword, noPassword } from "#db/people/password.ts";
import { liveSession, startSession } from "#db/people/sessions.ts";
import { changeOwnPassword, changeUser, findUser, findUserByName } from "#db/people/users.ts";
import { invitations, passwordLinks, projects } from "#db/schema.ts";
import { device, newAccounts, password } from "./accounts.ts";

const day = 86_400_000;

async function newWorld() {
  const world = await newAccounts(["anna", "annotator"], ["boss", "admin"], ["chef", "admin"]);
  const { db } = world;
  const [anna, boss, chef] = world.people;
  if (!anna || !boss || !chef) throw new Error("nobody was made");
  db.insert(projects)
    .values({ slug: "birds", name: "Birds", classes: ["a", "b"], membersOnly: true, createdAt: 1 })
    .run();
  const project = () => {
    const row = db.select().from(projects).get();
    if (!row) throw new Error("there is no project");
    return asOperator(row);
  };
  const link = (uses = 1, role: "annotator" | "researcher" | null = "researcher") =>
    invite(db, { role: "annotator", days: 2, uses }, role && { project: project(), role }, boss.id, 0).token;
  const membership = (userId: number) => projectAndMembership(db, "birds", userId)?.membership ?? null;
  return { ...world, anna, boss, chef, project, link, membership };
}
const person = (name: string) => ({ name, displayName: name, passwordHash: "-" });

test("an invitation lets in as many as it is for, for its time, and the table opens nothing", async () => {
  const { db, link, membership } = await newWorld();
  const token = link(2);
  const row = db.select().from(invitations).get();
  expect(JSON.stringify(row)).not.toContain(token);
  expect(findOffer(db, row?.hash ?? "", 1)).toBeNull();
  expect(findOffer(db, token, 2 * day)).toBeNull();
  expect(findOffer(db, token, 2 * day - 1)?.project?.name).toBe("Birds");

  const first = acceptAsNew(db, token, person("cleo"), 1);
  expect(first.ok && [first.value.role, membership(first.value.id)?.role]).toEqual([
    "annotator",
    "researcher",
  ]);
  // a name that is taken uses nothing up
  expect(acceptAsNew(db, token, person("cleo"), 2).ok).toBe(false);
  expect(acceptAsNew(db, token, person("dora"), 3).ok).toBe(true);
  expect(acceptAsNew(db, token, person("emil"), 4).ok).toBe(false);
  expect(findUserByName(db, "emil")).toBeUndefined();
  expect(openInvitations(db, null, 5)).toEqual([]);
});

test("somebody with an account joins; nothing that they have is lowered, and nothing is used for nothing", async () => {
  const { db, anna, boss, link, membership } = await newWorld();
  expect(acceptAsMember(db, link(1, "annotator"), anna, 1).ok).toBe(true);
  expect(membership(anna.id)?.role).toBe("annotator");
  expect(acceptAsMember(db, link(1, "researcher"), anna, 2).ok).toBe(true);
  expect(membership(anna.id)?.role).toBe("researcher");
  const lower = link(1, "annotator");
  expect(acceptAsMember(db, lower, anna, 3).ok).toBe(true);
  expect([membership(anna.id)?.role, findOffer(db, lower, 4)?.invitation.uses]).toEqual(["researcher", 0]);
  // the role of an account is never an invitation's to give
  const { token: admin } = invite(db, { role: "admin", days: 1, uses: 1 }, null, boss.id, 0);
  expect(acceptAsMember(db, admin, anna, 5).ok).toBe(false);
  expect(findUser(db, anna.id)?.role).toBe("annotator");
  expect(invitationRequest.safeParse({ role: "admin", days: 1, uses: 2 }).success).toBe(false);
});

test("links end when they are taken back, and with the rights of who made them", async () => {
  const { db, anna, boss, chef, project, link } = await newWorld();
  const [one, other] = [link(), link()];
  const [newer] = openInvitations(db, project().id, 1);
  expect(revokeInvitation(db, newer?.id ?? -1, chef.id, 1).ok).toBe(true);
  expect(revokeInvitation(db, newer?.id ?? -1, chef.id, 1).ok).toBe(false);
  expect([findOffer(db, one, 2), findOffer(db, other, 2)].map(Boolean)).toEqual([true, false]);
  const reset = resetByLink(db, anna.id, boss.id, 2);
  changeUser(db, boss.id, { role: "researcher" }, chef.id, 3);
  expect(findOffer(db, one, 4)).toBeNull();
  expect(reset.ok && findPasswordLink(db, reset.value, 4)).toBeNull();
  db.update(projects).set({ archivedAt: 1 }).run();
  expect(findOffer(db, link(), 5)).toBeNull();
  expect(sweepInvitations(db, 40 * day)).toBe(3);
});

test("who is admin of one project only leaves no way back behind", async () => {
  const { db, anna, project } = await newWorld();
  const make = () => {
    setMember(db, project(), anna.id, { role: "admin" }, 1);
    return invite(
      db,
      { role: "annotator", days: 2, uses: 5 },
      { project: project(), role: "admin" },
      anna.id,
      1,
    ).token;
  };
  for (const end of [
    () => setMember(db, project(), anna.id, { role: "researcher" }, 2),
    () => removeMember(db, project(), anna.id, 2),
  ]) {
    const token = make();
    expect(findOffer(db, token, 2)).not.toBeNull();
    setMember(db, project(), anna.id, { annotates: true }, 2); // another change ends nothing
    expect(findOffer(db, token, 2)).not.toBeNull();
    end();
    expect(findOffer(db, token, 2)).toBeNull();
  }
});

test("a first password by link: once, in its time, and no password opens the account before", async () => {
  const { db, boss } = await newWorld();
  const made = addPerson(db, { name: "new", displayName: "New", role: "annotator" }, boss.id, 0);
  if (!made.ok) throw new Error(made.message);
  const { token, user } = made.value;
  const given = (text: string) => ({ account: "new", password: text, address: "192.0.2.9" });
  for (const guess of ["", noPassword, token])
    expect((await checkPassword(db, given(guess), findUser(db, user.id), 1)).kind).toBe("wrong");
  expect(findPasswordLink(db, token, 7 * day)).toBeNull();
  const hash = await hashPassword("an entirely new phrase");
  expect(chooseByLink(db, token, hash, 7 * day - 1).ok).toBe(true);
  expect(chooseByLink(db, token, hash, 7 * day - 1).ok).toBe(false);
  const verdict = await checkPassword(db, given("an entirely new phrase"), findUser(db, user.id), 8 * day);
  expect(verdict.kind).toBe("right");
});

test("a reset ends sessions and the password at once; a newer link, an own password and a lock-out end an older link", async () => {
  const { db, anna, boss } = await newWorld();
  const open = () => ({
    sid: write(db, (tx) => startSession(tx, anna.id, device, 0)),
    userId: anna.id,
    version: findUser(db, anna.id)?.sessionVersion ?? -1,
  });
  const session = open();
  const link = () => {
    const reset = resetByLink(db, anna.id, boss.id, 1);
    if (!reset.ok) throw new Error(reset.message);
    return reset.value;
  };
  const first = link();
  expect(liveSession(db, session, 1)).toBeNull();
  const tried = { account: "anna", password, address: "192.0.2.9" };
  expect((await checkPassword(db, tried, findUser(db, anna.id), 1)).kind).toBe("wrong");
  const second = link();
  expect([findPasswordLink(db, first, 2), findPasswordLink(db, second, 2)?.name]).toEqual([null, "anna"]);
  changeOwnPassword(db, anna.id, "-", -1, 3);
  expect(findPasswordLink(db, second, 4)).toBeNull();
  const third = link();
  changeUser(db, anna.id, { disabled: true }, boss.id, 5);
  changeUser(db, anna.id, { disabled: false }, boss.id, 6);
  expect(findPasswordLink(db, third, 7)).toBeNull();
  const fourth = link();
  const opened = open();
  expect(chooseByLink(db, fourth, "-", 8).ok).toBe(true);
  expect(liveSession(db, opened, 8)).toBeNull();
  const rows = db.select().from(passwordLinks).where(eq(passwordLinks.userId, anna.id)).all();
  expect(rows.every(({ hash, endedAt }) => endedAt !== null && hash !== fourth)).toBe(true);
});
