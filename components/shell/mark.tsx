/** A fermata, the sign over a note that is held until somebody decides to go on: an arc and a dot. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" fill="none" aria-hidden className={className}>
      <path d="M4 23a12 12 0 0 1 24 0" stroke="currentColor" strokeWidth={2.75} strokeLinecap="round" />
      <circle cx={16} cy={21.5} r={2.75} fill="currentColor" />
    </svg>
  );
}
