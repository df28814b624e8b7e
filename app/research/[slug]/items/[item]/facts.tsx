import Link from "next/link";
import type { ReactNode } from "react";
import { changeText } from "../words.ts";
import { percent } from "../../../../_ui/format.ts";
import { LocalTime } from "../../../../_ui/local-time.tsx";
import type { ItemView } from "#db/views/items/item.ts";
import { searchOfBrowse } from "#lib/items/filter.ts";

/** What is stored of the item itself. */
export function Facts({
  item,
  classes,
  base,
}: {
  item: ItemView;
  classes: readonly string[];
  /** address of the item browser */
  base: string;
}) {
  const { gold, split, width, height, mime, disagreement, aside, tags, changes } = item;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 px-1 text-sm">
      <Fact name="Gold">
        {gold === null ? <span className="text-muted">not known</span> : (classes[gold] ?? "?")}
      </Fact>
      <Fact name="Split">{split ?? "none"}</Fact>
      <Fact name="Labels that differ">{disagreement === 0 ? "none" : percent(disagreement, 0)}</Fact>
      {aside && <Fact name="Set aside">not asked, learnt from, evaluated or exported</Fact>}
      {tags.length > 0 && (
        <Fact name="Tags">
          <span className="flex flex-wrap gap-1.5">
            {tags.map((name) => (
              <Link
                key={name}
                href={`${base}?${searchOfBrowse({ filter: { tag: name } })}`}
                className="rounded-full bg-sunken px-2.5 py-0.5 hover:bg-line"
              >
                {name}
              </Link>
            ))}
          </span>
        </Fact>
      )}
      {changes.length > 0 && (
        <Fact name="History">
          <ol className="flex flex-col gap-1 font-normal">
            {changes.map((change) => (
              <li key={change.id} className={change.undoneAt === null ? "" : "text-muted line-through"}>
                {changeText(change)}
                {change.kind === "split" && `, before: ${change.before ?? "none"}`}
                <span className="text-muted">
                  , {change.who ?? "the command line"}, <LocalTime at={change.at} />
                </span>
              </li>
            ))}
          </ol>
        </Fact>
      )}
      <Fact name="Picture">
        {width} × {height} pixels, {mime.replace("image/", "").toUpperCase()}
      </Fact>
    </dl>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-muted">{name}</dt>
    <dd className="min-w-0 font-medium tabular-nums">{children}</dd>
  </>
);
