/** What of a process is needed to hear that its parent is gone. */
type Child = { connected?: boolean; once(event: "disconnect", heard: () => void): unknown };

/**
 * End with the parent process, however that ended: the channel between the two closes even at kill -9.
 * Does nothing in a process that was not started with such a channel, by hand say.
 * @param child this process
 * @param end called once, when the parent is gone
 */
export function endWithParent(child: Child, end: () => void): void {
  if (child.connected === false) end();
  else child.once("disconnect", end);
}
