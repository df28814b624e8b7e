import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import { currentUser } from "./session.ts";
import { may } from "#db/access.ts";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** The monitor, by the token that $TANDEM_METRICS_TOKEN names; nobody when it is not set. */
function isMonitor(request: Request): boolean {
  const token = process.env.TANDEM_METRICS_TOKEN;
  const given = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
  return Boolean(token) && given !== undefined && timingSafeEqual(digest(given), digest(token ?? ""));
}

/** May whoever asks see how the server is inside: the monitor, or a signed-in admin. */
export async function mayLookInside(request: Request): Promise<boolean> {
  if (isMonitor(request)) return true;
  try {
    const user = await currentUser();
    return user !== null && !user.mustChangePassword && may(user, "admin");
  } catch {
    return false; // a database that cannot be read knows nobody
  }
}
