/** Why no key answers, and the way back. */
export function KeysOff({ onTurnOn }: { onTurnOn: () => void }) {
  return (
    <p className="rounded-control bg-warning-soft px-3 py-1.5 text-sm text-warning" data-testid="keys-off">
      Answering with single keys is off.{" "}
      <button type="button" className="min-h-6 font-medium underline underline-offset-4" onClick={onTurnOn}>
        Turn it on
      </button>
    </p>
  );
}
