import { whole } from "../../_ui/format.ts";

/** "1 item", "1,000 items" */
export const numbered = (n: number, one: string): string => `${whole(n)} ${one}${n === 1 ? "" : "s"}`;
