"use client";

import { usePathname, useRouter } from "next/navigation";
import { type FormEvent, useEffect, useRef, useTransition } from "react";
import { searchOf, settingNames, settingsIn } from "./settings-in.ts";
import { Field, Select } from "../../../_ui/field.tsx";
import type { StudySettings } from "#lib/study/settings.ts";

/** A pause in typing of this length asks for the page again, ms. */
const pauseMs = 500;

const orders: Record<StudySettings["order"], string> = {
  given: "as in the project",
  group: "by kind of method",
  labels: "by labels learnt from",
  backbone: "by backbone",
  accuracy: "by accuracy",
};

const normalisations: Record<StudySettings["matrices"], string> = {
  rows: "of each row, as the study defines",
  total: "of all cases",
};

/**
 * What a reader may choose, with the address as its only state: a link to the page is a link to
 * these settings. Without scripts it is an ordinary form.
 * @param keys the settings that matter here
 * @param raters who can be chosen, where raters are a setting
 */
export function Controls({
  settings,
  keys,
  raters = [],
}: {
  settings: StudySettings;
  keys: readonly (keyof StudySettings)[];
  raters?: readonly { id: string; name: string }[];
}) {
  const router = useRouter();
  const path = usePathname();
  const [pending, startTransition] = useTransition();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const show = (form: HTMLFormElement) => {
    clearTimeout(timer.current);
    if (!form.checkValidity()) return;
    const given = Object.fromEntries(
      [...new FormData(form)].flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])),
    );
    const next = searchOf(settingsIn({ ...settingsAsText(settings), ...given }).settings);
    if (next === searchOf(settings)) return;
    startTransition(() => router.push(`${path}${next}`, { scroll: false }));
  };
  const changed = (event: FormEvent<HTMLFormElement>) => {
    const form = event.currentTarget;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => show(form), event.target instanceof HTMLSelectElement ? 0 : pauseMs);
  };
  const has = (key: keyof StudySettings) => keys.includes(key);
  return (
    <details className="group rounded-card border border-line px-5 py-3 text-sm print:hidden">
      <summary className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 select-none">
        <span className="font-medium">
          <span aria-hidden className="mr-1.5 inline-block transition-transform group-open:rotate-90">
            ›
          </span>
          Settings
        </span>
        <span className="text-muted tabular-nums" data-testid="settings-line">
          {settingsLine(settings, keys, raters)}
        </span>
      </summary>
      <form
        // Back and forward change the settings: the fields must follow.
        key={searchOf(settings)}
        aria-label="Settings"
        onInput={changed}
        onSubmit={(event) => {
          event.preventDefault();
          show(event.currentTarget);
        }}
        className="mt-3 mb-2 grid grid-cols-2 items-end gap-x-4 gap-y-3 sm:flex sm:flex-wrap"
      >
        {(["one", "other"] as const).filter(has).map((key) => (
          <Select key={key} label={settingNames[key]} name={key} defaultValue={settings[key]}>
            <option value="">automatic</option>
            {raters.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        ))}
        {has("bins") && (
          <Field
            label={settingNames.bins}
            name="bins"
            type="number"
            min={2}
            max={50}
            required
            defaultValue={settings.bins}
            className="sm:w-24"
          />
        )}
        {has("fit") && (
          <Field
            label={settingNames.fit}
            name="fit"
            type="number"
            min={0.1}
            max={0.9}
            step={0.05}
            required
            defaultValue={settings.fit}
            className="sm:w-32"
          />
        )}
        {has("confidence") && (
          <Select label={settingNames.confidence} name="confidence" defaultValue={settings.confidence}>
            <option value="own">each machine’s own</option>
            <option value="mean">mean of the machines</option>
          </Select>
        )}
        {has("matrices") && (
          <Select label={settingNames.matrices} name="matrices" defaultValue={settings.matrices}>
            {Object.entries(normalisations).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </Select>
        )}
        {has("order") && (
          <Select label={settingNames.order} name="order" defaultValue={settings.order}>
            {Object.entries(orders).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </Select>
        )}
        {has("seed") && (
          <Field
            label={settingNames.seed}
            name="seed"
            type="number"
            min={0}
            max={0xffffffff}
            required
            defaultValue={settings.seed}
            className="sm:w-28"
          />
        )}
        {has("resamples") && (
          <Field
            label={settingNames.resamples}
            name="resamples"
            type="number"
            min={100}
            max={10_000}
            step={100}
            required
            defaultValue={settings.resamples}
            className="sm:w-28"
          />
        )}
        <noscript>
          <button
            type="submit"
            className="min-h-11 rounded-control border border-line bg-surface px-4 text-sm"
          >
            Show
          </button>
        </noscript>
        <p role="status" className={pending ? "min-h-10 content-center text-sm text-muted" : "sr-only"}>
          {pending && "Computing…"}
        </p>
      </form>
    </details>
  );
}

/** The choices in force, in a line: "Bins 10 · Seed 1 · Order of raters by kind of method". */
function settingsLine(
  settings: StudySettings,
  keys: readonly (keyof StudySettings)[],
  raters: readonly { id: string; name: string }[],
): string {
  const words = (key: keyof StudySettings): string => {
    switch (key) {
      case "order":
        return orders[settings.order];
      case "matrices":
        return normalisations[settings.matrices];
      case "confidence":
        return settings.confidence === "own" ? "each machine’s own" : "mean of the machines";
      case "one":
      case "other":
        return raters.find(({ id }) => id === settings[key])?.name ?? "automatic";
      default:
        return String(settings[key]);
    }
  };
  return keys.map((key) => `${settingNames[key]}: ${words(key)}`).join(" · ");
}

const settingsAsText = (settings: StudySettings): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, String(value)]));
