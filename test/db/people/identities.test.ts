import { expect, test } from "vitest";
import {
  askToConnect,
  disconnect,
  enter,
  type Entering,
  identitiesOf,
  type Vouched,
} from "#db/people/identities.ts";
import { findOffer, invite } from "#db/people/invitations.ts";
import { resetByLink } from "#db/people/password-links.ts";
import { listSessions, startSession } from "#db/people/sessions.ts";
import { changeUser, findUserByName, listUsers } from "#db/people/users.ts";
import { device, newAccounts } from "./accounts.ts";

const vouched = (subject: string, more: Partial<Vouched> = {}): Vouched => ({
  ...{ service: "Uni", issuer: "https://login.example", subject },
  ...{ email: null, login: null, fullName: null, ...more },
});
const invited: Entering = { rule: { kind: "invited" }, session: null, invitation: null };
const everybody: Entering = { ...invited, rule: { kind: "everybody" } };

test("an account is found by issuer and subject; an equal name, address or subject elsewhere is somebody else", async () => {
  const { db, people } = await newAccounts(["anna", "annotator"]);
  const [anna] = people;
  const come = (who: Vouched, entering = everybody) => enter(db, who, entering, device, 1);
  expect(come(vouched("1", { login: "anna", email: "anna@x.example" }), invited)).toEqual({
    ...{ ok: false, refusal: "uninvited", connecting: false },
  });
  expect(listUsers(db)).toHaveLength(1);
  const first = come(vouched("1", { login: "Anna", fullName: "Anna Other" }));
  expect(first).toMatchObject({ ok: true, user: { name: "anna-2", role: "annotator" } });
  const again = come(vouched("1", { login: "renamed" }), invited);
  expect(again).toMatchObject({ ok: true, user: { name: "anna-2" } });
  const elsewhere = come({ ...vouched("1"), issuer: "https://other.example" });
  expect(elsewhere).toMatchObject({ ok: true });
  expect(listUsers(db)).toHaveLength(3);
  expect(identitiesOf(db, anna?.id ?? -1)).toEqual([]);
});

test("names that fit nowhere are made to fit", async () => {
  const { db } = await newAccounts();
  for (const [i, login] of ["", "山田", "../../etc", "a".repeat(300), "<b>x</b>", "-", "@"].entries()) {
    const come = enter(db, vouched(String(i), { login, fullName: "x".repeat(500) }), everybody, device, 1);
    expect(come.ok, login).toBe(true);
  }
  for (const { name, displayName } of listUsers(db)) {
    expect(name).toMatch(/^[a-z0-9][a-z0-9._@-]*$/);
    expect(displayName.length).toBeLessThan(120);
  }
});

test("an invitation is used by whom it lets in, not by whom it does not need to", async () => {
  const { db, people } = await newAccounts(["boss", "admin"]);
  const [boss] = people;
  const { token } = invite(db, { role: "researcher", days: 2, uses: 1 }, null, boss?.id ?? -1, 0);
  const entering = { ...invited, invitation: token };
  expect(enter(db, vouched("1"), { ...invited, invitation: "nonsense" }, device, 1).ok).toBe(false);
  expect(enter(db, vouched("1"), entering, device, 1)).toMatchObject({ user: { role: "researcher" } });
  expect(findOffer(db, token, 1)).toBeNull();
  expect(enter(db, vouched("2"), entering, device, 1)).toMatchObject({ refusal: "uninvited" });
  expect(enter(db, vouched("1"), entering, device, 1).ok).toBe(true);
});

test("connecting takes nobody's identity, replaces the session, and the only way in cannot be given up", async () => {
  const { db, people } = await newAccounts(["anna", "annotator"], ["ben", "annotator"], ["boss", "admin"]);
  const [anna, ben, boss] = people;
  if (!anna || !ben || !boss) throw new Error("nobody was made");
  startSession(db, anna.id, device, 1);
  const session = listSessions(db, anna.id, 1)[0]?.id ?? -1;
  const connect = { ...invited, session };
  // signed in is not enough
  expect(enter(db, vouched("1"), connect, device, 1)).toMatchObject({
    refusal: "uninvited",
    connecting: false,
  });
  askToConnect(db, session, 1);
  expect(enter(db, vouched("1"), connect, device, 1 + 3_600_000)).toMatchObject({ refusal: "uninvited" });
  expect(enter(db, vouched("1"), connect, device, 1)).toMatchObject({ ok: true, user: { id: anna.id } });
  expect(listSessions(db, anna.id, 1).map(({ id }) => id)).not.toContain(session);
  expect(listSessions(db, anna.id, 1)).toHaveLength(1);
  startSession(db, ben.id, device, 1);
  const others = listSessions(db, ben.id, 1)[0]?.id ?? -1;
  askToConnect(db, others, 1);
  const other = enter(db, vouched("1"), { ...invited, session: others }, device, 1);
  expect(other).toMatchObject({ refusal: "taken", connecting: true });
  const [identity] = identitiesOf(db, anna.id);
  expect(disconnect(db, ben, identity?.id ?? -1, [], 1).ok).toBe(false);
  expect(disconnect(db, anna, identity?.id ?? -1, [], 1).ok).toBe(true);
  expect(enter(db, vouched("1"), invited, device, 1)).toMatchObject({ refusal: "uninvited" });

  // who came in by a service has no password, so it stays
  const made = enter(db, vouched("2", { login: "carla" }), everybody, device, 1);
  const carla = findUserByName(db, "carla");
  if (!made.ok || !carla) throw new Error("carla was not let in");
  const [only] = identitiesOf(db, carla.id);
  const giveUp = (issuers: string[]) => disconnect(db, carla, only?.id ?? -1, issuers, 1).ok;
  expect(giveUp(["https://login.example"])).toBe(false);
  const mine = listSessions(db, carla.id, 1)[0]?.id ?? -1;
  askToConnect(db, mine, 1);
  const second = { ...vouched("2"), issuer: "https://other.example/" };
  expect(enter(db, second, { ...invited, session: mine }, device, 1)).toMatchObject({ ok: true });
  expect(giveUp(["https://login.example"])).toBe(false); // nobody can come in by the other one just now
  expect(giveUp(["https://other.example"])).toBe(true);
  // a reset ends what somebody else may have connected meanwhile
  resetByLink(db, carla.id, boss.id, 1);
  expect(identitiesOf(db, carla.id)).toEqual([]);

  startSession(db, ben.id, device, 1);
  const late = listSessions(db, ben.id, 1)[0]?.id ?? -1;
  askToConnect(db, late, 1);
  changeUser(db, ben.id, { disabled: true }, boss.id, 1);
  expect(enter(db, vouched("3"), { ...invited, session: late }, device, 1).ok).toBe(false);
});
