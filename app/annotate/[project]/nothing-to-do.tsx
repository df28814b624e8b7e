"use client";

import { useRouter } from "next/navigation";
import { Button, ButtonLink } from "../../_ui/button.tsx";
import type { Waiting } from "./protocol.ts";
import type { Tasks } from "./use-tasks.ts";

/** Why there is no picture just now: loading, offline, all done, or others hold what is left. */
export function NothingToDo({ tasks }: { tasks: Tasks }) {
  const { waiting, progress, connection, picturesAway } = tasks;
  const router = useRouter();
  if (connection.state !== "fine" || !waiting || !progress) {
    return (
      <div
        className="flex h-full flex-col items-center justify-center gap-3 text-center"
        aria-busy={connection.state === "fine"}
      >
        <p>
          {connection.state !== "fine"
            ? "No pictures can be loaded just now."
            : picturesAway
              ? awayWords
              : "Loading pictures …"}
        </p>
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
      <div className="flex flex-wrap justify-center gap-3">
        {waiting.closed === "practice" && (
          <Button look="primary" onClick={() => router.refresh()}>
            Go to practice
          </Button>
        )}
        <ButtonLink href="/annotate">Your projects</ButtonLink>
      </div>
    </div>
  );
}

/** The same for who hears the page; null while there is something to do, or nothing is known yet. */
export function nothingWords({ current, waiting, progress, connection, picturesAway }: Tasks): string | null {
  if (connection.state === "fine" && current === null && picturesAway) return awayWords;
  if (connection.state !== "fine" || !waiting || !progress) return null;
  const { title, text } = words(waiting);
  return `${title}. ${text}`;
}

const awayWords = "The server cannot get at its pictures just now. They appear here as soon as it can.";

type Words = { title: string; text: string };

const closedWords = {
  reached: {
    title: "This project has reached its aim",
    text: "Thank you: every answer of yours is part of it. There is nothing more to label here.",
  },
  stopped: {
    title: "Labelling is closed",
    text: "Thank you: all your answers are kept. Once labelling is opened again, pictures appear here by themselves.",
  },
  paused: {
    title: "Labelling is paused",
    text: "All your answers are kept. Once it goes on, pictures appear here by themselves.",
  },
  "you paused": {
    title: "Your work here is paused",
    text: "All your answers are kept. An admin of the project can tell you more; once it goes on, pictures appear here by themselves.",
  },
  practice: {
    title: "Practice comes first here now",
    text: "All your answers are kept. After a short round of practice you go on where you were.",
  },
  limit: {
    title: "You have done your share — thank you",
    text: "You have given as many answers as this project takes from one person. All of them are kept.",
  },
} as const satisfies Record<string, Words>;

function words({ closed, heldByOthers, nextAt }: Waiting): Words {
  if (closed === "day limit")
    return {
      title: "That is all for today — thank you",
      text: `You have given as many answers as this project takes from one person a day.${nextAt === null ? "" : ` It goes on ${momentOf(nextAt)}.`}`,
    };
  if (closed !== null) return closedWords[closed];
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

/** In the person's own time, with the day where it is not today's. */
function momentOf(at: number): string {
  const today = new Date(at).toDateString() === new Date().toDateString();
  const time = new Date(at).toLocaleTimeString([], { timeStyle: "short" });
  return today ? `at ${time}` : `on ${new Date(at).toLocaleDateString([], { weekday: "long" })} at ${time}`;
}
