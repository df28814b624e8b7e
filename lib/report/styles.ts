/** Colours as on the pages (app/globals.css), and a quiet layout for screen and paper. */
const light = `color-scheme: light; --bg: oklch(98.4% 0.004 85); --surface: oklch(100% 0 0); --sunken: oklch(95.6% 0.006 85); --line: oklch(89% 0.008 85); --line-strong: oklch(62% 0.012 75); --ink: oklch(23% 0.012 60); --muted: oklch(46% 0.014 65); --accent: oklch(46% 0.09 172); --accent-strong: oklch(39% 0.085 172); --on-accent: oklch(99% 0.005 172); --accent-soft: oklch(94.5% 0.025 172); --people: oklch(52.5% 0.14 45); --people-soft: oklch(94% 0.035 55); --machine: oklch(50% 0.14 262); --machine-soft: oklch(94.5% 0.025 262); --oracle: oklch(58% 0.015 75); --danger: oklch(48% 0.17 25); --danger-soft: oklch(95% 0.025 25); --warning: oklch(48% 0.11 70); --warning-soft: oklch(95.5% 0.04 85);`;
const dark = `color-scheme: dark; --bg: oklch(19.5% 0.008 70); --surface: oklch(23.5% 0.009 70); --sunken: oklch(17% 0.007 70); --line: oklch(32% 0.01 70); --line-strong: oklch(56% 0.014 70); --ink: oklch(93.5% 0.008 80); --muted: oklch(73% 0.013 75); --accent: oklch(74% 0.1 172); --accent-strong: oklch(81% 0.1 172); --on-accent: oklch(19% 0.03 172); --accent-soft: oklch(30% 0.035 172); --people: oklch(75% 0.12 55); --people-soft: oklch(31% 0.045 50); --machine: oklch(74% 0.11 262); --machine-soft: oklch(31% 0.05 262); --oracle: oklch(64% 0.015 75); --danger: oklch(74% 0.13 25); --danger-soft: oklch(30% 0.06 25); --warning: oklch(80% 0.11 80); --warning-soft: oklch(31% 0.045 80);`;

export const styles = `
:root { ${light} }
@media (prefers-color-scheme: dark) { :root { ${dark} } }
@media print { :root { ${light} } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 3rem 1.5rem 6rem; background: var(--bg); color: var(--ink); font: 1rem/1.55 Inter, ui-sans-serif, system-ui, sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0; letter-spacing: -0.018em; }
h2 { font-size: 1.375rem; line-height: 1.3; margin: 4rem 0 0; letter-spacing: -0.012em; }
h3 { font-size: 1.0625rem; line-height: 1.4; margin: 0 0 0.25rem; }
p { margin: 0.5rem 0; max-width: 44rem; }
a { color: var(--accent); text-underline-offset: 0.15em; }
.lead, .quiet, figcaption, summary { color: var(--muted); }
.quiet, details, figcaption { font-size: 0.875rem; }
.reading { margin-top: 1rem; }
.refusal { color: var(--muted); border-left: 3px solid var(--line); padding-left: 1rem; }
nav ol { padding-left: 1.25rem; }
article { margin: 1.5rem 0; padding: 1.5rem; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--surface); break-inside: avoid-page; }
.panels { display: grid; gap: 1.5rem; margin: 1rem 0; }
.several { grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 1rem 0 0; padding: 0; list-style: none; font-size: 0.875rem; color: var(--muted); }
.legend svg { margin-right: 0.5rem; vertical-align: middle; }
.scale { font-size: 0.75rem; color: var(--muted); font-variant-numeric: tabular-nums; }
.scale i { display: inline-block; width: 8rem; height: 0.5rem; margin: 0 0.625rem; border-radius: 1rem; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
figure { margin: 0; min-width: 0; }
figure svg { max-width: 100%; height: auto; }
.table { overflow-x: auto; margin: 1rem 0 0.5rem; }
table { border-collapse: collapse; font-size: 0.875rem; }
th, td { padding: 0.4rem 1rem 0.4rem 0; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { color: var(--muted); font-weight: 500; vertical-align: bottom; }
tbody th { font-weight: 500; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
summary { cursor: pointer; margin-top: 0.75rem; }
@media print { body { max-width: none; padding: 0; } section { break-before: page; } article { border: 0; padding: 0; } nav, summary { display: none; } .definition::details-content { content-visibility: visible; } }
`;
