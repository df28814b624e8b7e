import { randomBytes } from "node:crypto";
import { challengeHeader, proofHeader, proofOf } from "#lib/proof.ts";

/**
 * Who answers on the port: our own web process, which proves it with the nonce that it was started with,
 * another program, or nobody yet.
 * @param host as given to the web process; one that means every interface is asked at home
 */
export async function whoAnswers(
  host: string,
  port: number,
  nonce: string,
): Promise<"own" | "other" | "nobody"> {
  const everywhere = host === "0.0.0.0" || host === "::";
  const name = everywhere ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  const challenge = randomBytes(16).toString("hex");
  try {
    const response = await fetch(`http://${name}:${port}/api/health`, {
      headers: { [challengeHeader]: challenge },
      signal: AbortSignal.timeout(30_000), // the development server compiles first
      redirect: "manual",
    });
    await response.body?.cancel();
    return response.headers.get(proofHeader) === proofOf(nonce, challenge) ? "own" : "other";
  } catch {
    return "nobody";
  }
}
