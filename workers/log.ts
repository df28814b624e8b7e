import pino from "pino";

export const log = pino({
  level: process.env.LOG_LEVEL ?? "info",
  base: { process: "worker", pid: process.pid },
});

/** A handler whose failure (a full disk, a locked database) is logged and takes no job down. */
export const guarded =
  <Args extends unknown[]>(what: string, fn: (...args: Args) => void) =>
  (...args: Args) => {
    try {
      fn(...args);
    } catch (error) {
      log.error({ err: error }, what);
    }
  };
