import { currentGauges } from "../../_server/gauges.ts";
import { metrics } from "../../_server/metrics.ts";
import { mayLookInside } from "../../_server/operator.ts";
import { noSuchAddress } from "../../_server/route.ts";

export const dynamic = "force-dynamic";

/** For Prometheus. Who may not look inside does not learn that there is anything. */
export async function GET(request: Request): Promise<Response> {
  if (!(await mayLookInside(request))) return noSuchAddress();
  const { registry } = metrics();
  const text = `${await registry.metrics()}\n${await currentGauges()}`;
  return new Response(text, {
    headers: { "content-type": registry.contentType, "cache-control": "no-store" },
  });
}
