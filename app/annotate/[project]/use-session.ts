import { useCallback, useMemo } from "react";
import { after, type Did, ongoing, type Session, session as schema } from "./session.ts";
import { parsedOr } from "./storage.ts";
import { useStored } from "./use-stored.ts";

/** The sitting of this browser at a project, and how to go on with it or end it. */
export function useSession(owner: string) {
  const [text, store] = useStored(`session.${owner}`);
  const session = useMemo(() => parsedOr(text, schema, null), [text]);
  const note = useCallback(
    (did: Did, pictures = 1): Session => {
      const next = after(session, did, Date.now(), pictures);
      store(JSON.stringify(next));
      return next;
    },
    [session, store],
  );
  const end = useCallback(() => store(null), [store]);
  return { session, current: () => ongoing(session, Date.now()), note, end };
}
