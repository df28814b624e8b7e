import { lookup as resolve, type LookupAddress } from "node:dns";
import { request as plain } from "node:http";
import { request as secure } from "node:https";
import type { LookupFunction } from "node:net";
import { Webhook } from "standardwebhooks";
import type { Outcome } from "#db/webhooks/deliveries.ts";
import { addressProblem, privateSentence } from "#db/webhooks/webhooks.ts";
import { isPublicAddress } from "#lib/public-address.ts";

/** What goes out: signed as Standard Webhooks says (standardwebhooks.com). */
export type Message = { key: string; body: string; url: string; secret: string };

class NotPublic extends Error {
  constructor() {
    super(privateSentence);
  }
}

/**
 * Addresses of a name, none of them private. The socket connects to what is looked at here, so a name cannot be one
 * address when it is checked and another when it is used.
 */
const publicOnly: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    const [first] = found ?? [];
    if (error || !first) return callback(error ?? new Error("The name has no address."), "");
    if (found.some(({ address }) => !isPublicAddress(address))) return callback(new NotPublic(), "");
    if (options.all === true) callback(null, found);
    else callback(null, first.address, first.family);
  });
};

/**
 * Send a message once. Redirects are not followed: they would lead where nobody said.
 * @param timeoutMs until there is an answer
 */
export function send(
  { key, body, url, secret }: Message,
  { allowPrivate, timeoutMs, now }: { allowPrivate: boolean; timeoutMs: number; now: number },
): Promise<Outcome> {
  const problem = addressProblem(url, allowPrivate);
  if (problem !== null) return Promise.resolve({ status: null, error: problem });
  const at = new Date(now);
  const bytes = Buffer.from(body);
  const headers = {
    "content-type": "application/json",
    "content-length": bytes.length,
    "user-agent": "Tandem",
    "webhook-id": key,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign(key, at, body),
  };
  return new Promise((settle) => {
    const options = { method: "POST", headers, agent: false, ...(!allowPrivate && { lookup: publicOnly }) };
    const asked = (url.startsWith("https:") ? secure : plain)(url, options);
    const end = (outcome: Outcome) => {
      clearTimeout(timer);
      settle(outcome);
      asked.destroy();
    };
    const timer = setTimeout(
      () => end({ status: null, error: `No answer within ${Math.round(timeoutMs / 1000)} seconds.` }),
      timeoutMs,
    );
    asked.once("response", ({ statusCode = 0 }) => {
      const good = statusCode >= 200 && statusCode < 300;
      const why = statusCode >= 300 && statusCode < 400 ? ": redirects are not followed" : "";
      end({ status: statusCode, error: good ? null : `The answer was ${statusCode}${why}.` });
    });
    asked.on("error", (error) =>
      end({ status: null, error: error instanceof NotPublic ? error.message : sentenceOf(error) }),
    );
    asked.end(bytes);
  });
}

/** In the receiver's terms, as short as a table wants it. */
function sentenceOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "There is no such host.";
    case "ECONNREFUSED":
      return "Nobody listens there.";
    case "ECONNRESET":
    case "EPIPE":
      return "The connection broke off.";
    default:
      return error.message.slice(0, 200);
  }
}
