"use client";

import { ButtonLink } from "../../_ui/button.tsx";
import type { Waiting } from "./protocol.ts";
import type { Tasks } from "./use-tasks.ts";

/** Why there is no picture just now: loading, offline, all done, or others hold what is left. */
export function NothingToDo({ tasks }: { tasks: Tasks }) {
  const { waiting, progress, connection } = tasks;
  if (connection.state !== "fine" || !waiting || !progress) {
    return (
      <div
        className="flex h-full flex-col items-center justify-center gap-3 text-center"
        aria-busy={connection.state === "fine"}
      >
        <p>{connection.state === "fine" ? "Loading pictures …" : "No pictures can be loaded just now."}</p>
      </div>
    );
  }
  const { title, text } = words(waiting);
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 text-center">
      <h2>{title}</h2>
      <p className="max-w-prose text-balance text-muted">{text}</p>
      <p className="text-muted">
        You have labelled {progress.all} {progress.all === 1 ? "picture" : "pictures"} here.
      </p>
      <ButtonLink href="/annotate">Your projects</ButtonLink>
    </div>
  );
}

function words(waiting: Waiting): { title: string; text: string } {
  if (waiting.closed === "reached")
    return {
      title: "This project has reached its aim",
      text: "Thank you: every answer of yours is part of it. There is nothing more to label here.",
    };
  if (waiting.closed === "stopped")
    return {
      title: "Labelling is closed",
      text: "Thank you: all your answers are kept. Once labelling is opened again, pictures appear here by themselves.",
    };
  const { heldByOthers, nextAt } = waiting;
  if (heldByOthers === 0)
    return {
      title: "All done — thank you",
      text: "Nothing is waiting for you in this project. New pictures appear here by themselves.",
    };
  const time = nextAt === null ? null : new Date(nextAt).toLocaleTimeString([], { timeStyle: "short" });
  return {
    title: "Others have the rest",
    text: `${heldByOthers} ${heldByOthers === 1 ? "picture is" : "pictures are"} with other people. Whatever they leave comes back by ${time} and appears here by itself.`,
  };
}
