import { refusalWords } from "./launcher-words.ts";
import type { ElsewhereNote } from "#lib/launching.ts";

/** Why a scheduler does not take work; nothing while it does. */
export function Refused({ work }: { work: ElsewhereNote["elsewhere"] }) {
  const words = refusalWords(work);
  return words === null ? null : <p className="text-sm break-words text-warning">{words}</p>;
}
