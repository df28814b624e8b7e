import { noteInstructionsRead } from "./own-settings-action.ts";
import { untouched } from "../../_ui/form-state.ts";

/** Tell the server that the instructions were read; they are shown again at the next visit if this does not get through. */
export function noteRead(project: number, digest: string): void {
  const form = new FormData();
  form.set("project", String(project));
  form.set("digest", digest);
  noteInstructionsRead(untouched, form).catch(() => undefined);
}
