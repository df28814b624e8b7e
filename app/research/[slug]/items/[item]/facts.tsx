import type { ReactNode } from "react";
import { percent } from "../../../../_ui/format.ts";
import type { ItemView } from "#db/views/items/item.ts";

/** What is stored of the item itself. */
export function Facts({ item, classes }: { item: ItemView; classes: readonly string[] }) {
  const { gold, split, width, height, mime, disagreement } = item;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 px-1 text-sm">
      <Fact name="Gold">
        {gold === null ? <span className="text-muted">not known</span> : (classes[gold] ?? "?")}
      </Fact>
      <Fact name="Split">{split ?? "none"}</Fact>
      <Fact name="Labels that differ">{disagreement === 0 ? "none" : percent(disagreement, 0)}</Fact>
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
