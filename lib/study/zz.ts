import { panelStudy } from "../../test/study/panel-study.ts";
import { talliesOf } from "./tallies.ts";
import { studySettings } from "./settings.ts";
import { formatCell } from "./format.ts";
const s = panelStudy(); if (!s) throw new Error("x");
const which = process.argv[2]!;
const mod = await import(`./sections/${which}.ts`) as Record<string, any>;
const sec = mod[which];
const t = talliesOf(s);
const set = studySettings.parse({});
const t0 = performance.now();
const blocks = sec.compute(s, set, t);
console.log(which, "ms", performance.now() - t0);
for (const b of blocks) {
  console.log("\n##", b.id, "|", b.items); console.log("READING", b.reading);
  if (b.body.kind === "refusal") console.log("REFUSED", b.body.sentence);
  if (b.body.table && process.argv[3] && b.id.match(process.argv[3])) { console.log(b.body.table.columns.map((c: any) => c.name).join(" | ")); for (const r of b.body.table.rows) console.log(r.map((c: any, i: number) => formatCell(c, b.body.table.columns[i].format)).join(" | ")); }
}
