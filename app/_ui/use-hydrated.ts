"use client";

import { useSyncExternalStore } from "react";

const never = (): (() => void) => () => undefined;

/** Whether the page answers yet: false while it is only what the server has sent. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
