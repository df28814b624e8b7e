import type { IncomingMessage, ServerResponse } from "node:http";
import { metrics } from "./metrics.ts";
import { routeLabel } from "./route-label.ts";

/** Measure a request; call it once for each, when its head has arrived. */
export function observeRequest(request: IncomingMessage, response: ServerResponse): void {
  const started = performance.now();
  const [path = "/"] = (request.url ?? "/").split("?", 1);
  // "close" comes after an answer that was cut off, too.
  response.once("close", () => {
    const status = response.writableFinished ? String(response.statusCode) : "cut off";
    metrics().requestSeconds.observe(
      { route: routeLabel(path), status },
      (performance.now() - started) / 1000,
    );
  });
}
