import { createServer, request as forward } from "node:http";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { freePort } from "./tandem.ts";

/** A request, and all that came back. */
export type Heard = {
  method: string;
  /** with its query */
  path: string;
  /** body of the request */
  asked: Buffer;
  status: number;
  /** as they came over the wire, in their order */
  headers: [name: string, value: string][];
  /** without its encoding for the way */
  body: Buffer;
};

export type Recorder = {
  /** where the browser goes */
  url: string;
  /** in the order in which their answers ended */
  heard: Heard[];
  /** what was asked for that is no answer but a channel: web sockets */
  upgrades: string[];
  stop(): void;
};

const decoders: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
  deflate: inflateSync,
};

/**
 * Stands between a browser and a Tandem and keeps every byte of every answer: also of those that a browser's own
 * protocol gives nobody, as of a page that is being left.
 * @param tandem where Tandem is, once it is there; its NEXTAUTH_URL is the address of the recorder
 */
export async function recorder(tandem: () => string): Promise<Recorder> {
  const own = await freePort();
  const heard: Heard[] = [];
  const upgrades: string[] = [];
  const server = createServer((request, response) => {
    const { method = "GET", url: path = "/", headers } = request;
    const away = forward(tandem() + path, { method, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.rawHeaders);
      reply.pipe(response);
      void Promise.all([asked, buffer(reply)]).then(([sent, bytes]) => {
        const { rawHeaders, statusCode = 0 } = reply;
        const pairs = rawHeaders.flatMap((name, i): [string, string][] =>
          i % 2 === 0 ? [[name, rawHeaders[i + 1] ?? ""]] : [],
        );
        const decode = decoders[reply.headers["content-encoding"] ?? ""];
        const body = decode && bytes.length > 0 ? decode(bytes) : bytes;
        heard.push({ method, path, asked: sent, status: statusCode, headers: pairs, body });
      });
    });
    away.on("error", () => response.destroy());
    const asked = buffer(request);
    request.pipe(away);
  });
  server.on("upgrade", ({ url = "" }, socket) => {
    upgrades.push(url);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(own, "localhost", resolve));
  return {
    url: `http://localhost:${own}`,
    heard,
    upgrades,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
