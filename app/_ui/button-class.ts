const base =
  "inline-flex min-h-11 items-center justify-center gap-2 rounded-control px-4 text-sm font-medium transition-colors disabled:opacity-50 aria-disabled:opacity-50 sm:min-h-10";
const looks = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  secondary: "border border-line bg-surface hover:border-line-strong",
  quiet: "text-muted hover:bg-sunken hover:text-ink",
  danger: "border border-line bg-surface text-danger hover:border-danger hover:bg-danger-soft",
} as const;
export type Look = keyof typeof looks;

export const buttonClass = (look: Look = "secondary", extra = ""): string =>
  `${base} ${looks[look]} ${extra}`;
