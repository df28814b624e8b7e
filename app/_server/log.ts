import pino from "pino";

export const log = pino({ name: "tandem-web", level: process.env.LOG_LEVEL ?? "info" });
