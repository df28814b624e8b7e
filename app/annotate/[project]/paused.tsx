/** What covers the pictures while nobody is there; their time stands still meanwhile. */
export function Paused({ onResume }: { onResume: () => void }) {
  return (
    <button
      type="button"
      onClick={onResume}
      className="absolute inset-0 z-10 grid place-content-center gap-1 bg-sunken text-center"
    >
      <span className="font-medium">Paused</span>
      <span className="text-sm text-muted">Press any answer key or tap here to go on</span>
    </button>
  );
}
