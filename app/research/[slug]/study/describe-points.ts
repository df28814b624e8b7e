/** Marks of a drawing that carry their values as a label. */
type Point = { element: SVGElement; label: string };

/**
 * Makes the labelled marks of a drawing speak: each has a name for screen readers, one of them is a
 * tab stop, arrow keys go to the others, and `say` is told what is pointed at.
 * @param columns marks in a row of the grid; 1: a list, where every arrow goes to the neighbour
 * @param focused the mark that had the focus in the drawing before this one; −1 for none
 * @param open follows a mark's link within the application
 * @param say label and place of the mark pointed at; null for none
 * @returns a function that ends it
 */
export function describePoints(
  drawing: Element,
  {
    columns,
    focused,
    open,
    say,
  }: {
    columns: number;
    focused: number;
    open: (href: string) => void;
    say: (label: string | null, box: DOMRect) => void;
  },
): () => void {
  // The pages show their own hint; the browser's would stand over it.
  drawing.querySelectorAll("title").forEach((title) => title.remove());
  // Plot names its groups of marks ("tip", "rule"), which says nothing to anybody.
  drawing.querySelectorAll("g[aria-label]").forEach((group) => group.removeAttribute("aria-label"));
  const points = [...drawing.querySelectorAll<SVGElement>("rect[aria-label], circle[aria-label]")].map(
    asPoint,
  );
  const at = (target: EventTarget | null) =>
    target instanceof Element ? points.findIndex(({ element }) => element.contains(target)) : -1;
  const stop = (nth: number) =>
    points.forEach(({ element }, other) => element.setAttribute("tabindex", other === nth ? "0" : "-1"));
  const tell = (nth: number) => {
    const point = points[nth];
    if (point) say(point.label, point.element.getBoundingClientRect());
    else say(null, new DOMRect());
  };

  const over = (event: Event) => tell(at(event.target));
  const out = () => tell(at(document.activeElement));
  const focus = (event: Event) => {
    const nth = at(event.target);
    if (nth >= 0) stop(nth);
    tell(nth);
  };
  const blur = () => tell(-1);
  const key = (event: Event) => {
    if (!(event instanceof KeyboardEvent) || event.ctrlKey || event.metaKey || event.altKey) return;
    const from = at(event.target);
    const to = from < 0 ? undefined : neighbour(from, event.key, columns, points.length);
    if (to === undefined) return;
    event.preventDefault();
    points[to]?.element.focus();
  };
  const click = (event: Event) => {
    if (
      !(event instanceof MouseEvent) ||
      event.button !== 0 ||
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey
    )
      return;
    const href = points[at(event.target)]?.element.getAttribute("href");
    if (!href) return;
    event.preventDefault();
    open(new URL(href, location.href).href);
  };

  const heard = { pointerover: over, pointerleave: out, focusin: focus, focusout: blur, keydown: key, click };
  for (const [name, listener] of Object.entries(heard)) drawing.addEventListener(name, listener);
  stop(Math.max(0, focused));
  points[focused]?.element.focus();
  return () => {
    for (const [name, listener] of Object.entries(heard)) drawing.removeEventListener(name, listener);
    say(null, new DOMRect());
  };
}

/** The link around a mark, or the mark itself, with the label as its name. */
function asPoint(mark: SVGElement): Point {
  const label = mark.getAttribute("aria-label") ?? "";
  const link = mark.closest("a");
  const element: SVGElement = link instanceof SVGElement ? link : mark;
  if (link) {
    const href = link.getAttributeNS("http://www.w3.org/1999/xlink", "href") ?? link.getAttribute("href");
    if (href) link.setAttribute("href", href);
    mark.removeAttribute("aria-label");
  } else element.setAttribute("role", "img");
  element.setAttribute("aria-label", label);
  element.setAttribute("data-point", "");
  return { element, label };
}

/** Where an arrow key leads; undefined for other keys and over the edge. */
export function neighbour(from: number, key: string, columns: number, count: number): number | undefined {
  const column = from % columns;
  const to = {
    ArrowRight: columns === 1 || column < columns - 1 ? from + 1 : -1,
    ArrowLeft: columns === 1 || column > 0 ? from - 1 : -1,
    ArrowDown: from + columns,
    ArrowUp: from - columns,
    Home: 0,
    End: count - 1,
  }[key];
  return to !== undefined && to >= 0 && to < count ? to : undefined;
}
