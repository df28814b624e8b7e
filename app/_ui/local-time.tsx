"use client";

import { useSyncExternalStore } from "react";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (n: number) => String(n).padStart(2, "0");

/** Written by hand, since server and browser may know other abbreviations: 3 Mar 2026, 09:05. */
const inUtc = (at: Date) =>
  `${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}, ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
const inZoneHere = (at: Date) =>
  `${at.getDate()} ${months[at.getMonth()]} ${at.getFullYear()}, ${two(at.getHours())}:${two(at.getMinutes())}`;

const never = () => () => {};

/** A moment in the reader's own time zone. The server, which does not know it, writes UTC. */
export function LocalTime({ at }: { at: number }) {
  const date = new Date(at);
  const text = useSyncExternalStore(
    never,
    () => inZoneHere(date),
    () => `${inUtc(date)} UTC`,
  );
  return (
    <time
      dateTime={date.toISOString()}
      title={`${inUtc(date)} UTC`}
      className="whitespace-nowrap tabular-nums"
    >
      {text}
    </time>
  );
}
