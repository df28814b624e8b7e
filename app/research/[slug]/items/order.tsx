"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { sortNames } from "./words.ts";
import { Select } from "../../../_ui/field.tsx";
import { useHydrated } from "../../../_ui/use-hydrated.ts";
import { type Browse, searchOfBrowse, type Sort, sorts } from "#lib/items/filter.ts";

/** What a machine has to be there for. */
const byMachine: readonly Sort[] = ["confidence", "score"];

/** The order of the gallery. @param machine whether one routes the project */
export function Order({ browse, machine }: { browse: Browse; machine: boolean }) {
  const router = useRouter();
  const [pending, start] = useTransition();
  const ready = useHydrated();
  const value = `${browse.sort} ${browse.down ? "down" : "up"}`;
  return (
    <div className="w-full sm:w-72" aria-busy={pending}>
      <Select
        label="Order"
        name="order"
        disabled={!ready}
        key={value}
        defaultValue={value}
        onChange={({ target }) => {
          const [name, direction] = target.value.split(" ");
          const sort = sorts.find((each) => each === name) ?? "order";
          const down = direction === "down";
          start(() =>
            router.push(`?${searchOfBrowse({ filter: browse.filter, sort, down })}`, { scroll: false }),
          );
        }}
      >
        {sorts
          .filter((sort) => machine || !byMachine.includes(sort) || sort === browse.sort)
          .flatMap((sort) =>
            (["up", "down"] as const).map((direction) => (
              <option key={`${sort} ${direction}`} value={`${sort} ${direction}`}>
                {capitalised(sortNames[sort][direction === "up" ? 0 : 1])}
              </option>
            )),
          )}
      </Select>
    </div>
  );
}

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
