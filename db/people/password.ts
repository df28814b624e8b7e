import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { boundedQueue } from "#lib/bounded-queue.ts";

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
);

/**
 * Two at once, so that a flood of sign-ins costs no more than 128 MiB and two of the pool's threads; what
 * waits longer than a few seconds is better told so.
 */
export const passwordQueue = boundedQueue({
  atOnce: 2,
  waiting: 16,
  sentence: "Too many people are signing in just now. Please try again in a few seconds.",
});

/** 64 MiB and about 0.1 s a hash: OWASP's memory-hard setting for scrypt (N = 2^16, r = 8, p = 2). */
const cost = { N: 2 ** 16, r: 8, p: 2 };
const keyLength = 32;
const memory = (N: number, r: number) => 256 * N * r;

/**
 * Hash a password with scrypt.
 * @returns "scrypt$N$r$p$salt$key", salt and key in base64: the cost travels with the hash, so it can be raised later
 * @throws QueueFull when too many passwords are being hashed
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await passwordQueue.run(() =>
    derive(password.normalize("NFKC"), salt, keyLength, { ...cost, maxmem: memory(cost.N, cost.r) }),
  );
  return hashText(salt, key);
}

const hashText = (salt: Buffer, key: Buffer): string =>
  ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64"), key.toString("base64")].join("$");

/** In place of a hash while an account has no password: nothing matches it. */
export const noPassword = "none";

/** No password's hash: compared against where there is no account, so that an answer takes as long as for one. */
export const decoyHash = hashText(randomBytes(16), randomBytes(keyLength));

/**
 * Does the password match? Constant time in the key; false for a hash this build cannot read.
 * @throws QueueFull when too many passwords are being hashed
 */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, n, r, p, salt, key] = stored.split("$");
  const [N, R, P] = [Number(n), Number(r), Number(p)];
  if (scheme !== "scrypt" || !salt || !key || !(N > 1 && R > 0 && P > 0)) return false;
  const expected = Buffer.from(key, "base64");
  const actual = await passwordQueue.run(() =>
    derive(password.normalize("NFKC"), Buffer.from(salt, "base64"), expected.length, {
      N,
      r: R,
      p: P,
      maxmem: memory(N, R),
    }),
  );
  return timingSafeEqual(actual, expected);
}

/** Letters and digits that are not mistaken for one another when read from a terminal. */
const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

/** A one-time password to print or hand over: 16 characters, about 79 bits. */
export function oneTimePassword(): string {
  const characters = Array.from(randomBytes(64))
    .filter((byte) => byte < alphabet.length * 8) // 248 of 256: no character is likelier than another
    .slice(0, 16)
    .map((byte) => alphabet.charAt(byte % alphabet.length));
  return [0, 4, 8, 12].map((start) => characters.slice(start, start + 4).join("")).join("-");
}

const defaultOneTimeDays = 7;

/** How long a one-time password is good for, ms: $TANDEM_ONE_TIME_PASSWORD_DAYS, else a week. */
export function oneTimeLifeMs(setting = process.env.TANDEM_ONE_TIME_PASSWORD_DAYS): number {
  const days = Number(setting);
  return (days > 0 ? days : defaultOneTimeDays) * 24 * 60 * 60_000;
}
