import { isIP } from "node:net";

const loopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));

/**
 * What looks wrong with how people reach this server, a sentence each.
 * @param address what people type; by https it can only be reached through a proxy
 * @param trustedProxies $TANDEM_TRUSTED_PROXIES
 */
export function doubts({
  host,
  address,
  trustedProxies,
}: {
  host: string;
  address: string;
  trustedProxies: string | undefined;
}): string[] {
  const https = address.startsWith("https://");
  return [
    ...(!loopback(host) && !https
      ? [
          `Warning: ${host} lets other machines in without https, so that passwords can be read on the way. Put https in front and set NEXTAUTH_URL.`,
        ]
      : []),
    ...(trustedProxies !== undefined && !/^\d{1,2}$/.test(trustedProxies)
      ? [`Warning: TANDEM_TRUSTED_PROXIES is not a whole number, so no proxy is trusted.`]
      : https && trustedProxies === undefined
        ? [
            "Warning: TANDEM_TRUSTED_PROXIES is not set, so everybody seems to come from the proxy’s address. Set it to the number of proxies in front, usually 1.",
          ]
        : []),
  ];
}
