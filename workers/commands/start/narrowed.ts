import { numbered } from "#lib/numbers.ts";
import { type DataDir, narrowModes } from "#db/data-dir.ts";

/** Keep the data folder to the account that runs Tandem, and say so where it was open to others. */
export function narrowed(dir: DataDir, say: (line: string) => void): void {
  const { narrowed, refused } = narrowModes(dir);
  if (narrowed > 0)
    say(
      `${numbered(narrowed, "file and folder", "files and folders")} of ${dir.root} could be read by others on this machine; now only by you.`,
    );
  if (refused > 0)
    say(
      `${numbered(refused, "file or folder", "files and folders")} of ${dir.root} can be read by others on this machine and belong to another account: change that by hand.`,
    );
}
