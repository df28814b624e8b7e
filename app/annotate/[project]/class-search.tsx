import { type Ref, useEffect, useImperativeHandle, useRef } from "react";

/** Where there are more classes than keys: type a part of the name, Enter takes the first match. */
export function ClassSearch({
  ref,
  task,
  value,
  onChange,
  onTake,
}: {
  ref: Ref<{ focus: () => void }>;
  /** a new one gives the field the focus */
  task: string;
  value: string;
  onChange: (value: string) => void;
  /** timeStamp of the key that decided, ms on performance.now()'s clock */
  onTake: (timeStamp: number) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const focus = () => {
    // On a phone the focus would bring up a keyboard that hides the classes.
    if (window.matchMedia("(hover: hover)").matches) input.current?.focus({ preventScroll: true });
  };
  useImperativeHandle(ref, () => ({ focus }), []);
  useEffect(() => {
    if (!document.querySelector("dialog[open]")) focus();
  }, [task]);

  return (
    <div className="w-full max-w-sm">
      <label className="sr-only" htmlFor="class-search">
        Find a class
      </label>
      <input
        ref={input}
        id="class-search"
        data-keys-when-empty
        className="h-11 w-full rounded-control border border-line-strong bg-surface px-3"
        placeholder="Type a class; Enter takes the first"
        autoComplete="off"
        enterKeyHint="done"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onChange("");
          if (event.key === "Enter" && !event.repeat && !event.nativeEvent.isComposing)
            onTake(event.timeStamp);
        }}
      />
    </div>
  );
}
