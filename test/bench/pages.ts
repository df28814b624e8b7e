/**
 * How long every page of a large project takes to its first byte, and to its last.
 *   node test/bench/large-dataset.ts <folder> 1000000 500000
 *   node test/bench/pages.ts <folder> [port]
 */
import { sections } from "#lib/study/index.ts";
import { benchSlug } from "./large-dataset.ts";
import { signIn, startServer } from "./server.ts";

const [folder, port = "3199"] = process.argv.slice(2);
if (folder === undefined)
  throw new Error("usage: node test/bench/pages.ts <folder of large-dataset.ts> [port]");

const admin = `/admin/projects/${benchSlug}`;
const research = `/research/${benchSlug}`;
const paths = [
  ...["/admin", admin, `${admin}/runs`, `${admin}/runs/panel`, `${admin}/data`],
  ...[`${admin}/settings`, `${admin}/activity`, "/admin/people", "/admin/system", "/admin/new", "/account"],
  ...["/annotate", `/annotate/${benchSlug}`, "/research", research, `/api/projects/${benchSlug}/team`],
  ...[`/api/projects/${benchSlug}/history`, `/api/projects/${benchSlug}/history?format=csv`],
  ...sections.map(({ id }) => `${research}/study/${id}`),
  ...[
    "",
    "?sort=confidence",
    "?sort=last&down=1",
    "?asked=answered&differ=yes",
    "?said=gold:1&said=run-1:2",
  ].map((search) => `${research}/items${search}`),
  `${research}/items/777777?sort=score`,
  `${research}/study/report`,
];

const { origin, stop } = await startServer(folder, Number(port));
try {
  const cookie = await signIn(origin, "admin");
  const slowest = { ms: 0, path: "" };
  for (const round of ["first", "second"]) {
    console.log(`${round} time:  first byte   last byte`);
    for (const path of paths) {
      const began = performance.now();
      const response = await fetch(`${origin}${path}`, { headers: { cookie }, redirect: "manual" });
      let first = 0;
      let bytes = 0;
      for await (const chunk of response.body ?? []) {
        first ||= performance.now() - began;
        bytes += (chunk as Uint8Array).length;
      }
      const last = performance.now() - began;
      if (first > slowest.ms) Object.assign(slowest, { ms: first, path });
      const figures = [first, last].map((ms) => `${ms.toFixed(0).padStart(8)} ms`).join(" ");
      console.log(
        `            ${figures}  ${response.status}  ${(bytes / 1024).toFixed(0).padStart(5)} kB  ${path}`,
      );
    }
  }
  console.log(`slowest first byte: ${slowest.ms.toFixed(0)} ms, ${slowest.path}`);
} finally {
  await stop();
}
