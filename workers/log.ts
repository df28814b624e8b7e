import pino from "pino";

export const log = pino({ name: "tandem-worker", level: process.env.LOG_LEVEL ?? "info" });
