import pino from "pino";

/** What is never written, wherever an error or a request brings it along. */
const secret = ["password", "passwordHash", "token", "cookie", "authorization", "secret"];

export const log = pino({
  level: process.env.LOG_LEVEL ?? "info",
  base: { process: "web", pid: process.pid },
  redact: { paths: secret.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), remove: true },
});
