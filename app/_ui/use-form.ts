import { unstable_rethrow } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { type FormState, untouched } from "./form-state.ts";

export type FormAction = (before: FormState, form: FormData) => Promise<FormState>;

const unreachable: FormState = {
  ok: false,
  message: "No reply came from the server. Please look whether it was done before you try again.",
};

/**
 * Sends a form to a server action and keeps what it answered.
 *
 * React resets a form after its `action`, as a browser does after a navigation. That would drop what
 * was typed when the server refuses it, and it would put a controlled select or checkbox back to its
 * first choice on the screen while the state keeps the person's: shown and sent would differ. So the
 * form is sent from `onSubmit`, which resets nothing; `action` serves only a click that comes before
 * the page is hydrated. Fields are best left uncontrolled (`defaultValue`): what is shown is then what
 * is sent, since there is nothing else.
 *
 * @param fresh empty the form after a success, for the next entry
 */
export function useForm(action: FormAction, { fresh = false }: { fresh?: boolean } = {}) {
  const [state, setState] = useState(untouched);
  const [busy, start] = useTransition();
  const send = (data: FormData, form?: HTMLFormElement) =>
    start(async () => {
      const result = await action(state, data).catch((error: unknown) => {
        unstable_rethrow(error); // a redirect travels as an error
        return unreachable;
      });
      setState(result);
      if (result.ok && fresh) form?.reset();
    });
  return {
    state,
    busy,
    form: {
      action: (data: FormData) => send(data),
      onSubmit: (event: FormEvent<HTMLFormElement>) => {
        event.preventDefault();
        send(new FormData(event.currentTarget), event.currentTarget);
      },
    },
  };
}
