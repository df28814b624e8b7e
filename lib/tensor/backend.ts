import * as tf from "@tensorflow/tfjs";

tf.enableProdMode(); // tfjs otherwise advertises tfjs-node on the console

/**
 * Runs `work` with tfjs switched to `backend` and switches back. The switch is synchronous for a
 * backend whose factory is (cpu, trace, tensorflow), so nothing else can come between.
 * @throws Error if the backend is not registered or does not start
 */
export function onBackend<T>(backend: string, work: () => T): T {
  const before: string | undefined = tf.getBackend(); // undefined, whatever its type says, until one is set
  void tf.setBackend(backend);
  if (tf.backend() === null) throw new Error(`The tfjs backend ${backend} did not start.`);
  try {
    return work();
  } finally {
    if (before !== undefined && before !== backend) void tf.setBackend(before);
  }
}
