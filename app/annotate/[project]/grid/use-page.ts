import { useState } from "react";
import type { Tasks } from "../use-tasks.ts";
import { arrange, type Done, noPage, type Page, withDone } from "./grid-page.ts";

/** The page of the grid, following the tasks that are ready. */
export function usePage(ready: Tasks["ready"], size: number) {
  const [kept, setPage] = useState<Page>(noPage);
  const page = arrange(kept, ready, size);
  // Set while rendering: no page is painted that shows what is not this person's any more.
  if (page !== kept) setPage(page);
  const note = (leases: ReadonlySet<string>, done: Done) => setPage((now) => withDone(now, leases, done));
  return { page, note };
}
