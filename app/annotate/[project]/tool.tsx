import type { ReactNode } from "react";
import { buttonClass } from "../../_ui/button-class.ts";

/** A picture of its own on a phone, its name beside it where there is room. */
export function Tool({
  name,
  shortcut,
  onPress,
  children,
}: {
  name: string;
  shortcut?: string;
  onPress: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      className={buttonClass("quiet", "annotator-tool")}
      title={name}
      aria-keyshortcuts={shortcut}
      onClick={(event) => {
        if (event.detail > 0) event.currentTarget.blur();
        onPress();
      }}
    >
      <Icon>{children}</Icon>
      <span className="sr-only xl:not-sr-only">{name}</span>
    </button>
  );
}

export function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 20 20"
      width="18"
      height="18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      aria-hidden
    >
      {children}
    </svg>
  );
}

export const HelpTool = ({ onPress }: { onPress: () => void }) => (
  <Tool name="Help" shortcut="?" onPress={onPress}>
    <path d="M7.2 7.5a2.8 2.8 0 1 1 4 2.5c-.8.4-1.2 1-1.2 2M10 15v.2" />
  </Tool>
);
