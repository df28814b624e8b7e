"use client";

import Link from "next/link";
import type { ComponentProps } from "react";
import { buttonClass, type Look } from "./button-class.ts";

/**
 * A button of the site. While it is `disabled` it does nothing, but keeps the focus: a browser would take it away, and
 * who had pressed the button by key would be nowhere.
 */
export function Button({
  look = "secondary",
  className = "",
  type = "button",
  disabled = false,
  onClick,
  ...rest
}: ComponentProps<"button"> & { look?: Look }) {
  return (
    <button
      type={type}
      className={buttonClass(look, className)}
      aria-disabled={disabled || undefined}
      onClick={(event) => {
        if (disabled) event.preventDefault();
        else onClick?.(event);
      }}
      {...rest}
    />
  );
}

export function ButtonLink({
  look = "secondary",
  className = "",
  ...rest
}: ComponentProps<typeof Link> & { look?: Look }) {
  return <Link className={buttonClass(look, className)} {...rest} />;
}
