"use client";

import { Field } from "../../../../_ui/field.tsx";
import { useHydrated } from "../../../../_ui/use-hydrated.ts";

/** A day on the clock of whoever asks, as the list shows its times; without scripts one of the project's time zone. */
export function DayField({ day, dayZone }: { day: string | undefined; dayZone: string }) {
  const own = useHydrated();
  return (
    <>
      <Field label={own ? "Day" : `Day (${dayZone})`} name="day" type="date" defaultValue={day ?? ""} />
      {own && <input type="hidden" name="zone" value={Intl.DateTimeFormat().resolvedOptions().timeZone} />}
    </>
  );
}
