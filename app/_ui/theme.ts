/** Light, dark, or as the system has it. Kept in the browser, applied before the first paint. */
export const themeKey = "tandem.theme";
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** Runs in the page's head, so that a dark page never flashes white. */
export const themeScript = `try{const t=localStorage.getItem("${themeKey}");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}`;
