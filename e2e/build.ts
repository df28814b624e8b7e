import { buildPages } from "#workers/commands/start/build.ts";

/** Once, before the workers start servers beside each other. */
export default function build(): void {
  buildPages((line) => process.stdout.write(`${line}\n`));
}
