"use client";

import { type ComponentProps, useState } from "react";

type Given = Omit<ComponentProps<"img">, "src" | "ref" | "onLoad" | "alt"> & {
  /** its address, our own: an optimiser could not fetch it */
  src: string;
  alt: string;
  /** enlarged, it is to be smooth */
  smooth?: boolean;
};

/** A picture of an item: its pixels are to be seen where it is enlarged, and none is left out where it is reduced. */
export function ItemPicture({ smooth = false, className = "", alt, ...given }: Given) {
  const [enlarged, setEnlarged] = useState(false);
  const measure = (element: HTMLImageElement) =>
    setEnlarged(
      element.naturalWidth > 0 &&
        element.naturalWidth < element.clientWidth &&
        element.naturalHeight < element.clientHeight,
    );
  return (
    // eslint-disable-next-line @next/next/no-img-element -- bytes come from our own packs, for whoever is signed in
    <img
      {...given}
      alt={alt}
      ref={(element) => {
        // One that came before this script did has been loaded already.
        if (element?.complete) measure(element);
      }}
      onLoad={({ currentTarget }) => measure(currentTarget)}
      className={`${className} ${enlarged && !smooth ? "[image-rendering:pixelated]" : ""}`}
    />
  );
}
