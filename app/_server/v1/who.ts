import type { IncomingMessage } from "node:http";
import { clientAddress, peerHeader } from "../client-address.ts";
import { limiter } from "../hot/rate.ts";
import { header } from "../hot/http.ts";
import { Problem } from "./problem.ts";
import type { Route } from "./route.ts";
import { authorize, type Authorized, may, roleIn } from "#db/access.ts";
import type { RootDb } from "#db/client.ts";
import { type LiveToken, liveToken } from "#db/people/api-tokens.ts";
import { projectAndMembership } from "#db/people/members.ts";
import type { Project } from "#db/schema.ts";
import type { Role } from "#lib/domain.ts";
import { networkOf } from "#lib/address.ts";
import { rateLimit } from "#lib/rate-limit.ts";

/**
 * Tokens that are none: so many at once from one network, and then one every half minute. A token is 256 random
 * bits, so this keeps the processor and tells who has mistyped; a good one is never held up by its neighbours.
 */
const wrong = rateLimit({ size: 60, everyMs: 30_000 });

/** Requests of one token. */
const maySend = limiter({ burst: 300, perSecond: 60 }, () => performance.now());

const challenge = { "www-authenticate": 'Bearer realm="Tandem"' };

const because = {
  expired: "This access token has expired; make a new one.",
  revoked: "This access token was revoked.",
  locked: "The account of this access token is locked.",
};

/** Whose request it is: by its token and nothing else, so that a browser's cookies are good for nothing here. @throws Problem 401, 429 */
export function whoCalls(db: RootDb, request: IncomingMessage, now: number): LiveToken {
  const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (given === undefined)
    throw new Problem(401, "Send an access token: “Authorization: Bearer tandem_…”.", { headers: challenge });
  const token = liveToken(db, given, now);
  if (token === null) {
    request.headers[peerHeader] = request.socket.remoteAddress ?? "";
    const waitMs = wrong.take(networkOf(clientAddress(header(request))), performance.now());
    if (waitMs > 0) throw tooMany("Too many invalid access tokens have come from your network.", waitMs);
    throw new Problem(401, "There is no such access token.", {
      headers: { "www-authenticate": `${challenge["www-authenticate"]}, error="invalid_token"` },
    });
  }
  if (typeof token === "string")
    throw new Problem(401, because[token], {
      headers: { "www-authenticate": `${challenge["www-authenticate"]}, error="invalid_token"` },
    });
  if (!maySend(token.id)) throw tooMany("That is too fast.", 1000);
  return token;
}

function tooMany(why: string, waitMs: number): Problem {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new Problem(429, `${why} Please wait ${seconds} seconds.`, {
    headers: { "retry-after": String(seconds) },
  });
}

/** Whether a token opens a project at all. */
export const opens = ({ projectIds }: Pick<LiveToken, "projectIds">, projectId: number): boolean =>
  projectIds === null || projectIds.has(projectId);

function needEverywhere({ everywhere }: Route["spec"], { projectIds }: LiveToken): void {
  if (everywhere && projectIds !== null)
    throw new Problem(403, "This access token is for single projects only.");
}

/**
 * May the token do this, and its person, here and now? The same functions decide as for pages.
 * @param slug of the address; null without a project
 * @returns the project with the right to act on it
 * @throws Problem 403; 404 for a project that is not there for whoever asks
 */
export function permitted(
  db: RootDb,
  { spec, ofProject }: Route,
  token: LiveToken,
  slug: string | null,
): Authorized<Project, Role> | null {
  if (!token.actions.has(spec.action))
    throw new Problem(403, `This access token is not for “${spec.action}”.`, {
      headers: { "www-authenticate": `${challenge["www-authenticate"]}, error="insufficient_scope"` },
    });
  if (!ofProject || slug === null) {
    needEverywhere(spec, token);
    if (!may(token.user, spec.role)) throw new Problem(403, `This is for ${spec.role}s.`);
    return null;
  }
  const found = projectAndMembership(db, slug, token.user.id);
  const place = found && opens(token, found.project.id) && found.project.archivedAt === null ? found : null;
  const own = place && roleIn(token.user, place.project, place.membership);
  if (!place || own === null) throw new Problem(404, "There is no such project.");
  needEverywhere(spec, token);
  if (spec.account && !may(token.user, spec.account))
    throw new Problem(403, `This is for ${spec.account}s of Tandem.`);
  const project = authorize(token.user, place.project, spec.role, place.membership);
  if (project) return project;
  throw new Problem(
    403,
    spec.role === "annotator"
      ? "You can see this project’s gold labels, so it does not ask you."
      : `This is for ${spec.role}s of the project.`,
  );
}
