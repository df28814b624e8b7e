/**
 * What makes a process start in a third of the time. Imported before anything else, it is so for the processes that
 * this one starts, too.
 */
import { enableCompileCache, registerHooks } from "node:module";
import { join } from "node:path";

/*
 * Node reads and parses a package's description again for each of its modules. Drizzle's has 179 kB, for the 127
 * modules that SQLite needs: 0.3 s and 150 MB. What they import from each other needs no description.
 */
registerHooks({
  resolve(specifier, context, next) {
    const { parentURL } = context;
    if (!/^\.\.?\/.*\.js$/.test(specifier) || !parentURL || !/\/drizzle-orm\/.*\.js$/.test(parentURL))
      return next(specifier, context);
    return { url: new URL(specifier, parentURL).href, format: "module", shortCircuit: true };
  },
});

// Compiled code is kept beside the packages, whose owner is trusted anyway; where nothing can be written, it is not.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "..", "node_modules", ".cache", "tandem");
enableCompileCache(process.env.NODE_COMPILE_CACHE);

const flag = `--import=${import.meta.url}`;
const { NODE_OPTIONS = "" } = process.env;
if (!NODE_OPTIONS.includes(flag)) process.env.NODE_OPTIONS = `${NODE_OPTIONS} ${flag}`.trim();
