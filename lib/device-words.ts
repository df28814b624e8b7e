import Bowser from "bowser";

/** A browser in words, “Firefox on Windows”, told from its User-Agent header. */
export function deviceWords(userAgent: string): string {
  if (userAgent.trim() === "") return "Unknown device";
  const { browser, os } = Bowser.parse(userAgent);
  if (!browser.name) return "Unknown browser";
  return (os.name ? `${browser.name} on ${os.name}` : browser.name).slice(0, 60);
}
