import { z } from "zod";
import { db } from "../../_server/database.ts";
import { linkToken, personOfLink } from "../../_server/links.ts";
import { Refusal } from "../../_server/refusal.ts";
import { retryBusy } from "../../_server/retry-busy.ts";
import { answer, body, openRoute } from "../../_server/route.ts";
import { hashPassword } from "#db/people/password.ts";
import { chooseByLink } from "#db/people/password-links.ts";
import { passwordLength, passwordProblem } from "#lib/password-rules.ts";

const asked = z.object({ token: linkToken, password: z.string().max(passwordLength.most) });

/** Choose a password by a link, once; whoever did signs in with it afterwards. */
export const POST = openRoute(async (request) => {
  const { token, password } = await body(request, asked);
  const person = personOfLink(token, request.headers);
  if (!person) throw new Refusal(404, "This link is no longer good. Ask an admin for a new one.");
  const problem = passwordProblem(password, person);
  if (problem !== null)
    return answer({ message: "Please look at the marked field.", fields: { password: problem } }, 422);
  const hash = await hashPassword(password);
  const chosen = await retryBusy(() => chooseByLink(db(), token, hash, Date.now()));
  if (!chosen.ok) throw new Refusal(409, chosen.message);
  return answer({ name: chosen.value.name });
});
