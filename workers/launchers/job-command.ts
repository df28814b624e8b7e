import { join } from "node:path";
import type { LaunchSettings } from "#lib/launching.ts";
import type { Task } from "./launcher.ts";

/** What a shell reads as one word. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** What starts Tandem on a node, as words of a shell. */
export const tandemCommand = ({ command }: Pick<LaunchSettings, "command">): string =>
  command !== ""
    ? command
    : [process.execPath, join(import.meta.dirname, "..", "tandem.js")].map(quoted).join(" ");

/** The one line that does a part of a folder, and keeps what it says beside it. */
export function jobLine(
  settings: Pick<LaunchSettings, "command">,
  { folder, part }: Task,
  token: string,
): string {
  const output = join(folder, "parts", String(part), "output.txt");
  return `exec ${tandemCommand(settings)} job ${quoted(folder)} --part ${part} --token ${token} >>${quoted(output)} 2>&1`;
}
