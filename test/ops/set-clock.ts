/** Loaded before a process (--import), so that its time of day can be set: by the file $TANDEM_TEST_CLOCK, which holds the offset, ms. */
import { readFileSync } from "node:fs";

const file = process.env.TANDEM_TEST_CLOCK ?? "";
const RealDate = Date;
const now = () => RealDate.now() + Number(readFileSync(file, "utf8"));

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
  apply: () => new RealDate(now()).toString(),
  get: (target, key): unknown => (key === "now" ? now : Reflect.get(target, key)),
});
