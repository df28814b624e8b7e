#!/usr/bin/env node
// Plain JavaScript, so that a Node too old for TypeScript can say so. `npm run tandem -- --help` lists the commands.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Tandem needs Node 22.18 or later, and this is ${process.versions.node}. ` +
      "On Linux and Windows `npm ci` installs the right one for `npm start` and `npm run …`; on a Mac, install Node 24.",
  );
  process.exit(1);
}
await import("./quick-imports.ts");
const { main } = await import("./commands/index.ts");
await main(process.argv.slice(2));
