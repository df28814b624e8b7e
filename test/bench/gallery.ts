/**
 * What the item browser costs in a large project: one look at a page, in any order and with any part of a filter, and
 * counting all that fit.
 *   node test/bench/large-dataset.ts <folder> 1000000 500000
 *   node test/bench/gallery.ts <folder>
 */
import { openReader } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { findProject } from "#db/dataset/projects.ts";
import { runOf } from "#db/views/items/conditions.ts";
import { countItems, findItems, itemsAround } from "#db/views/items/gallery.ts";
import { namedRaters } from "#db/views/items/raters.ts";
import { tilesOf } from "#db/views/items/tiles.ts";
import { readBrowse, searchOfBrowse, sorts } from "#lib/items/filter.ts";
import type { ItemPlace } from "#lib/items/place.ts";
import { benchSlug } from "./large-dataset.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: node test/bench/gallery.ts <folder of large-dataset.ts>");
const { db, close } = openReader(dataDir(folder).database);
const found = findProject(db, benchSlug);
if (!found) throw new Error("large-dataset.ts has made no project there");
const project = found;

/** As the thread that computes views has it. */
const [pageItems, pageMs, countMs, aroundMs] = [60, 40, 8000, 400];
const now = () => performance.now();
const busy = () => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;

const named = namedRaters(db, project.id);
const ids = (kind: string) => named.filter((each) => each.kind === kind).map(({ id }) => id);
const [person = "", other = ""] = ids("person");
const [column = ""] = ids("column");
const run = `run-${project.activeRunId ?? 0}`;
const everybody = [...ids("person"), ...ids("column"), run].slice(0, 60);

const orders = sorts.flatMap((sort) => [`sort=${sort}`, `sort=${sort}&down=1`]);
const parts = [
  ...[`said=${person}:any`, `said=${column}:wrong`, `said=${run}:wrong`, `said=gold:3`, `said=gold:none`],
  ...[`said=team:wrong`, `said=aggregate:wrong`, `said=${person}:agrees`, `said=${person}:differs`],
  ...[`pair=${column}~${run}:apart`, `pair=aggregate~${run}:apart`, `pair=${person}~${other}:apart`],
  ...[`took=${person}:0-400`, `took=${person}:doubtful`, `stretch=${person}:1-2000000`],
  ...[
    `by=2-2~${column}~${run}`,
    `by=${everybody.length}-99~${everybody.join("~")}`,
    `by=3-99~${everybody.join("~")}`,
  ],
  ...["gold=data", "gold=review", "confidence=0.3-0.31", "confidence=0-1", "score=0.4-0.41", "differ=yes"],
  ...["asked=answered", "asked=waiting", "asked=kept", "asked=unrouted", "split=train", "name=99999"],
  ...["since=2020-01-01", "aside=only", "tag=none-there", "answers=too"],
];
/** Nothing fits, nothing narrows, and each item costs the most. */
const worst = [
  `said=team:wrong&said=aggregate:wrong&said=${column}:right&said=${run}:right`,
  `said=team:3&pair=aggregate~team:apart&said=gold:4&name=zz`,
  `pair=aggregate~${run}:apart&by=3-99~${everybody.join("~")}&asked=waiting&differ=yes`,
  `said=${person}:any&said=${other}:any&said=${person}:differs&differ=no&score=0-1&confidence=0-1`,
];

const ms = (value: number) => value.toFixed(0).padStart(6);

/** The longest of some looks at the pages that follow each other, and how many it takes to fill the first. */
function pages(search: string): { longest: number; looks: number; first: number } {
  const browse = readBrowse(search);
  let [after, longest, shown, looks, filled]: [ItemPlace | null, number, number, number, number] = [
    null,
    0,
    0,
    0,
    0,
  ];
  let first = 0;
  for (; looks < 12; looks++) {
    const began = now();
    const page = findItems(db, project, browse, {
      ...{ after, size: pageItems, patience: { ms: pageMs, now } },
    });
    tilesOf(db, project, page.ids, runOf(project, browse.filter));
    const took = now() - began;
    if (looks === 0) first = took;
    longest = Math.max(longest, took);
    shown += page.ids.length;
    if (filled === 0 && (shown >= pageItems || page.next === null)) filled = looks + 1;
    after = page.next;
    if (after === null) break;
  }
  return { longest, looks: filled, first };
}

function measure(search: string, counting: boolean): void {
  const { longest, looks, first } = pages(search);
  let counted = "";
  if (counting) {
    const [began, cpu] = [now(), busy()];
    const { n, complete } = countItems(db, project, readBrowse(search), { ms: countMs, now });
    counted = `  count ${ms(now() - began)} ms (${ms(busy() - cpu)} of processor) ${complete ? "" : "more than "}${n}`;
  }
  const filled = looks === 0 ? "not in 12 looks" : `${looks} look${looks === 1 ? "" : "s"}`;
  console.log(
    `first ${ms(first)} ms, longest ${ms(longest)} ms, ${filled.padEnd(15)}${counted}  ${search.slice(0, 100)}`,
  );
}

for (const order of orders) measure(order, order === "sort=order" || order === "sort=last");
for (const part of parts) measure(part, true);
for (const combination of worst)
  for (const order of orders) measure(`${combination}&${order}`, order === "sort=order");
const [middle = 0] = findItems(db, project, readBrowse(""), {
  ...{ after: { key: 500_000, at: 0 }, size: 1, patience: { ms: 1000, now } },
}).ids;
for (const search of ["", "sort=score", worst[0] ?? ""]) {
  const began = now();
  itemsAround(db, project, readBrowse(search), middle, { ms: aroundMs, now });
  console.log(`beside one item ${ms(now() - began)} ms  ${searchOfBrowse(readBrowse(search)).slice(0, 100)}`);
}
close();
