/** End a command with one clear sentence. */
export function stopWith(message: string): never {
  console.error(message);
  process.exit(1);
}

/** What `read` gives; if it throws, the command ends with the error's sentence instead of a stack. */
export function orStop<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    return stopWith(error instanceof Error ? error.message : String(error));
  }
}
