import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { DataDir } from "#db/data-dir.ts";
import { stop } from "../command.ts";

/**
 * The key that signs session tokens: $NEXTAUTH_SECRET, else one made at the first start and kept in
 * the data folder. There is no default, and a short one is refused: who knows it can forge any session.
 */
export function sessionSecret(dir: DataDir): string {
  const given = process.env.NEXTAUTH_SECRET;
  if (given !== undefined) {
    if (given.length < 32) stop("NEXTAUTH_SECRET must have at least 32 characters.");
    return given;
  }
  if (!existsSync(dir.secret)) {
    writeFileSync(dir.secret, randomBytes(48).toString("base64"), { mode: 0o600, flag: "wx" });
  }
  return readFileSync(dir.secret, "utf8");
}

/** The monitor's token is checked where it is set: a short one could be guessed. */
export function checkMetricsToken(): void {
  const { TANDEM_METRICS_TOKEN: token } = process.env;
  if (token && token.length < 16) stop("TANDEM_METRICS_TOKEN must have at least 16 characters.");
}
