import { Expected } from "./expected.ts";

/** There is no room in the queue. */
export class QueueFull extends Expected {}

export type BoundedQueue = {
  /** a run() now would be refused */
  full(): boolean;
  /** @throws QueueFull at once, before anything has been waited for */
  run<T>(task: () => Promise<T>): Promise<T>;
};

/**
 * Runs few tasks at once, lets some wait in order, and refuses the rest, so that a flood costs neither
 * memory nor everybody else's time.
 * @param sentence told to whom is refused
 */
export function boundedQueue(limit: { atOnce: number; waiting: number; sentence: string }): BoundedQueue {
  let running = 0;
  const waiting: (() => void)[] = [];
  const full = () => running >= limit.atOnce && waiting.length >= limit.waiting;
  return {
    full,
    async run(task) {
      if (full()) throw new QueueFull(limit.sentence);
      // Whoever ends hands their place on; only then is it nobody else's in between.
      if (running >= limit.atOnce) await new Promise<void>((go) => waiting.push(go));
      else running++;
      try {
        return await task();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running--;
      }
    },
  };
}
