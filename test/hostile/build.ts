import { buildPages } from "#workers/commands/start/build.ts";

/** Once, before the files that attack a running Tandem start one each. */
export default function build(): void {
  buildPages((line) => process.stdout.write(`${line}\n`));
}
