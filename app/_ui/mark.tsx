/** Two circles that overlap: a person and a machine looking at one thing. */
export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <circle cx="12" cy="16" r="9" fill="var(--people)" opacity="0.9" />
      <circle cx="20" cy="16" r="9" fill="var(--machine)" opacity="0.9" />
      <path d="M16 7.94a9 9 0 0 1 0 16.12 9 9 0 0 1 0-16.12Z" fill="var(--accent)" />
    </svg>
  );
}
