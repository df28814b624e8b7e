"use client";

import { useSyncExternalStore } from "react";
import { type Theme, themeKey, themes } from "./theme.ts";

const names: Record<Theme, string> = { system: "System", light: "Light", dark: "Dark" };
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const current = (): Theme => themes.find((theme) => theme === localStorage.getItem(themeKey)) ?? "system";

function choose(theme: Theme): void {
  if (theme === "system") {
    localStorage.removeItem(themeKey);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(themeKey, theme);
    document.documentElement.dataset.theme = theme;
  }
  for (const listener of listeners) listener();
}

export function ThemeChoice() {
  const chosen = useSyncExternalStore(subscribe, current, (): Theme => "system");
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">Appearance</legend>
      <div className="inline-flex rounded-control border border-line p-1">
        {themes.map((theme) => (
          <label
            key={theme}
            className="flex min-h-10 cursor-pointer items-center rounded-[0.35rem] px-3 text-sm text-muted has-checked:bg-sunken has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="theme"
              className="sr-only"
              checked={chosen === theme}
              onChange={() => choose(theme)}
            />
            {names[theme]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
