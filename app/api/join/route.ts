import { z } from "zod";
import { db } from "../../_server/database.ts";
import { linkToken, offerOf } from "../../_server/links.ts";
import { log } from "../../_server/log.ts";
import { Refusal } from "../../_server/refusal.ts";
import { retryBusy } from "../../_server/retry-busy.ts";
import { answer, body, openRoute } from "../../_server/route.ts";
import { currentUser } from "../../_server/session.ts";
import { acceptAsMember, acceptAsNew, invitationGone } from "#db/people/invitations.ts";
import { hashPassword } from "#db/people/password.ts";
import { personName, signInName } from "#db/people/users.ts";
import { passwordLength, passwordProblem } from "#lib/password-rules.ts";
import { byField, sentence } from "#lib/validation.ts";

const asked = z.object({ token: linkToken, person: z.unknown() });
const newPerson = z.object({
  name: signInName,
  displayName: personName,
  password: z.string().max(passwordLength.most),
});

/**
 * Accept an invitation: somebody who is signed in joins its project, somebody else makes an account by it and
 * signs in with that afterwards.
 */
export const POST = openRoute(async (request) => {
  const { token, person } = await body(request, asked);
  const offer = offerOf(token, request.headers);
  if (!offer) throw new Refusal(404, invitationGone);
  const user = await currentUser();
  if (user) {
    if (user.mustChangePassword) throw new Refusal(403, "Choose a password of your own first.");
    const joined = await retryBusy(() => acceptAsMember(db(), token, user, Date.now()));
    if (!joined.ok) throw new Refusal(409, joined.message);
    return answer({ name: user.name });
  }
  const given = newPerson.safeParse(person, { error: sentence });
  if (!given.success) return answer({ message: marked, fields: byField(given.error) }, 422);
  const { name, password } = given.data;
  const displayName = given.data.displayName || name;
  const problem = passwordProblem(password, { name, displayName });
  if (problem !== null) return answer({ message: marked, fields: { password: problem } }, 422);
  const passwordHash = await hashPassword(password);
  const made = await retryBusy(() =>
    acceptAsNew(db(), token, { name, displayName, passwordHash }, Date.now()),
  );
  if (!made.ok)
    return made.message === invitationGone
      ? answer({ message: invitationGone }, 404)
      : answer({ message: marked, fields: { name: made.message } }, 422);
  log.info({ account: name, invitation: offer.invitation.id }, "an invitation was accepted");
  return answer({ name });
});

const marked = "Please look at the marked fields.";
