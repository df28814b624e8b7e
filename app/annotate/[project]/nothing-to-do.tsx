"use client";

import { ButtonLink } from "../../_ui/button.tsx";
import type { Tasks } from "./use-tasks.ts";

/** Why there is no picture just now: loading, offline, all done, or others hold what is left. */
export function NothingToDo({ tasks }: { tasks: Tasks }) {
  const { waiting, progress, connection } = tasks;
  if (connection.state !== "fine" || !waiting || !progress) {
    return (
      <div
        className="flex min-h-96 flex-col items-center justify-center gap-3 text-center"
        aria-busy={connection.state === "fine"}
      >
        <p>{connection.state === "fine" ? "Loading pictures …" : "No pictures can be loaded just now."}</p>
      </div>
    );
  }
  const time =
    waiting.nextAt === null ? null : new Date(waiting.nextAt).toLocaleTimeString([], { timeStyle: "short" });
  return (
    <div className="flex min-h-96 flex-col items-center justify-center gap-3 text-center">
      <h2>{waiting.heldByOthers > 0 ? "Others have the rest" : "All done — thank you"}</h2>
      <p className="max-w-prose text-muted">
        {waiting.heldByOthers > 0
          ? `${waiting.heldByOthers} ${waiting.heldByOthers === 1 ? "picture is" : "pictures are"} with other people. Whatever they leave comes back by ${time} and appears here by itself.`
          : "Nothing is waiting for you in this project. New pictures appear here by themselves."}
      </p>
      <p className="text-muted">
        You have labelled {progress.all} {progress.all === 1 ? "picture" : "pictures"} here.
      </p>
      <ButtonLink href="/annotate">Your projects</ButtonLink>
    </div>
  );
}
