import { z } from "zod";
import { worded } from "./worded.ts";
import { numbered, percentSet } from "#lib/numbers.ts";

const change = z.union([
  z.object({ user: z.string(), role: z.string(), from: z.string().optional() }),
  z.object({ user: z.string(), disabled: z.boolean() }),
]);

const user = z.object({ user: z.string() });
const hook = z.object({ url: z.string() });

/** A name that nobody has was never written down: it may have been a password. */
const tried = z.object({ user: z.string().nullable(), address: z.string() });
const from = (address: string) => (address === "unknown" ? "from an unknown address" : `from ${address}`);

/** What is said of people, their sessions and their ways in. */
export const peopleSentences: Readonly<Record<string, (detail: unknown) => string | null>> = {
  "user.create": worded(
    z.object({ user: z.string(), role: z.string() }),
    ({ user, role }) => `added ${user} as ${role}`,
  ),
  "user.reset": worded(
    z.object({ user: z.string(), link: z.boolean().optional(), sessions: z.number().optional() }),
    ({ user, link = false, sessions = 0 }) =>
      link
        ? `made a link with which ${user} chooses a new password${sessions > 0 ? `, and signed them out on ${numbered(sessions, "device")}` : ""}`
        : `gave ${user} a one-time password`,
  ),
  "user.invite": worded(
    z.object({
      role: z.string(),
      days: z.number(),
      uses: z.number(),
      project: z.string().optional(),
      projectRole: z.string().optional(),
    }),
    ({ role, days, uses, project, projectRole }) =>
      `made an invitation for ${numbered(uses, "person", "people")}, good for ${numbered(days, "day")}, as ${project === undefined ? role : `${projectRole} in ${project}`}`,
  ),
  "user.invite.revoke": worded(
    z.object({ uses: z.number(), maxUses: z.number() }),
    ({ uses, maxUses }) => `took an invitation back that ${uses} of ${maxUses} had used`,
  ),
  "user.join": worded(
    z.object({ user: z.string(), role: z.string(), by: z.string() }),
    ({ user, role, by }) => `accepted an invitation of ${by} and is now ${user}, ${role}`,
  ),
  "user.enter": worded(
    z.object({ user: z.string(), service: z.string() }),
    ({ user, service }) => `came in through ${service} for the first time, as ${user}`,
  ),
  "user.connect": worded(
    z.object({ service: z.string() }),
    ({ service }) => `connected ${service} to the account`,
  ),
  "user.disconnect": worded(z.object({}), () => "disconnected a way to sign in"),
  "user.token": worded(
    z.object({
      ...{ user: z.string(), token: z.string(), actions: z.array(z.string()), days: z.number() },
      projects: z.array(z.string()).nullable(),
    }),
    ({ user, token, actions, projects, days }) =>
      `made the access token “${token}” for ${user}, to ${actions.join(", ")} in ${projects === null ? "all of their projects" : projects.join(", ")}, good for ${numbered(days, "day")}`,
  ),
  "user.token.revoke": worded(
    z.object({ user: z.string(), token: z.string() }),
    ({ user, token }) => `revoked the access token “${token}” of ${user}`,
  ),
  "project.join": worded(z.object({ role: z.string() }), ({ role }) => `joined by invitation, as ${role}`),
  "project.member": worded(
    z.object({ user: z.string(), role: z.string(), annotates: z.boolean(), added: z.boolean() }),
    ({ user, role, annotates, added }) =>
      `${added ? "made" : "set"} ${user} ${added ? "a member, " : "to "}${role}${annotates && role !== "annotator" ? ", who answers although they see gold" : ""}`,
  ),
  "project.member.remove": worded(
    z.object({ user: z.string() }),
    ({ user }) => `took ${user} off the members`,
  ),
  "project.members": worded(
    z.object({ membersOnly: z.boolean(), kept: z.number() }),
    ({ membersOnly, kept }) =>
      membersOnly
        ? `kept the project to its members${kept > 0 ? `; ${numbered(kept, "person", "people")} who had answered became members` : ""}`
        : "opened the project to everybody with an account",
  ),
  "project.pause": worded(z.object({ paused: z.boolean() }), ({ paused }) =>
    paused ? "paused labelling" : "let labelling go on",
  ),
  "project.person.pause": worded(z.object({ user: z.string(), paused: z.boolean() }), ({ user, paused }) =>
    paused ? `paused ${user}’s work` : `let ${user} go on`,
  ),
  "project.checks": worded(
    z.object({ rate: z.number(), bar: z.number().nullable() }),
    ({ rate, bar }) =>
      `${rate === 0 ? "switched checks off" : `made ${percentSet(rate)} of the tasks checks`}${bar === null ? "" : `, with ${percentSet(bar)} expected to be right`}`,
  ),
  "webhook.add": worded(
    z.object({ url: z.string(), types: z.array(z.string()) }),
    ({ url, types }) => `added a webhook: ${url} is told of ${types.join(", ")}`,
  ),
  "webhook.remove": worded(hook, ({ url }) => `removed the webhook ${url}`),
  "webhook.resume": worded(hook, ({ url }) => `resumed the webhook ${url}`),
  "project.practice": worded(
    z.object({
      practice: z
        .object({
          pictures: z.number(),
          pass: z.number(),
          tries: z.number().nullable(),
          all: z.boolean(),
        })
        .nullable(),
    }),
    ({ practice }) =>
      practice === null
        ? "switched practice off"
        : `had ${practice.all ? "everybody" : "new people"} practise with ${numbered(practice.pictures, "picture")} before they label, ${percentSet(practice.pass)} of them to be right${practice.tries === null ? "" : `, in ${numbered(practice.tries, "try", "tries")}`}`,
  ),
  "project.person.try": worded(user, ({ user }) => `gave ${user} another try at practice`),
  "project.person.let-in": worded(
    user.extend({ taken: z.boolean().optional() }),
    ({ user, taken = false }) =>
      taken ? `had ${user} practise again before they label` : `let ${user} label without practice`,
  ),
  "project.limits": worded(
    z.object({
      ...{ all: z.number().nullable(), day: z.number().nullable(), zone: z.string() },
      grid: z.boolean().optional(),
    }),
    ({ all, day, zone, grid }) => {
      const sorting = grid === undefined ? "" : `, with the grid ${grid ? "allowed" : "switched off"}`;
      const parts = [
        ...(all === null ? [] : [`${numbered(all, "answer")} in all`]),
        ...(day === null ? [] : [`${numbered(day, "answer")} a day (${zone})`]),
      ];
      return parts.length === 0
        ? `set no limits per person${sorting}`
        : `limited a person to ${parts.join(", ")}${sorting}`;
    },
  ),
  "user.password": worded(
    z.union([
      z.object({ sessions: z.number(), link: z.boolean().optional() }),
      z.object({ user: z.number() }),
    ]),
    (detail) =>
      "user" in detail
        ? `set a new password for person ${detail.user}`
        : detail.sessions === 0
          ? `chose a new password${detail.link ? " by a link" : ""}`
          : `chose a new password, which signed out ${numbered(detail.sessions, "other device")}`,
  ),
  "user.change": worded(change, (changed) =>
    "role" in changed
      ? `gave ${changed.user} the role ${changed.role}${changed.from === undefined ? "" : ` instead of ${changed.from}`}`
      : changed.disabled
        ? `locked ${changed.user} out`
        : `let ${changed.user} in again`,
  ),
  "sign-in": worded(
    z.object({ address: z.string(), device: z.string(), service: z.string().optional() }),
    ({ address, device, service }) =>
      `signed in${service === undefined ? "" : ` through ${service},`} with ${device.replace(/^Unknown/, "an unknown")} ${from(address)}`,
  ),
  "sign-in.failed": worded(tried, ({ user, address }) =>
    user === null
      ? `tried to sign in with an unknown name ${from(address)}`
      : `gave a wrong password for ${user} ${from(address)}`,
  ),
  "sign-in.blocked": worded(tried.extend({ scope: z.enum(["pair", "account", "address"]) }), (detail) => {
    const who = detail.user ?? "an unknown name";
    switch (detail.scope) {
      case "pair":
        return `has to wait before trying ${who} again ${from(detail.address)}`;
      case "account":
        return `can now try ${who} only slowly from places where ${who} has not signed in before`;
      case "address":
        return `has to wait before trying any account again ${from(detail.address)}`;
    }
  }),
  "sign-out": worded(z.object({ address: z.string() }), ({ address }) => `signed out ${from(address)}`),
  "session.end": worded(
    z.object({ user: z.string(), sessions: z.number(), own: z.boolean() }),
    ({ user, sessions, own }) =>
      own ? `signed out on ${numbered(sessions, "other device")}` : `signed ${user} out everywhere`,
  ),
};
