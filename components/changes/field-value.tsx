import { WordDiff } from '#components/decision/word-diff.tsx';
import { cn } from '#components/ui/cn.ts';
import { equalJson } from '#core/equal-json.ts';
import type { Json } from '#core/json.ts';

const box = 'max-h-48 overflow-auto text-sm break-words whitespace-pre-wrap text-ink';

/** A value of a field as people read it: text as text, everything else as JSON, nothing in words. */
export function FieldValue({ value, before }: { value: Json | undefined; before?: Json | undefined }) {
  if (value === undefined) return <p className="text-sm text-muted italic">Not set</p>;
  if (typeof value === 'string' && typeof before === 'string' && !equalJson(value, before)) {
    return (
      <div className={box} tabIndex={value.length > 400 ? 0 : undefined}>
        <WordDiff before={before} after={value} />
      </div>
    );
  }
  if (value === '') return <p className="text-sm text-muted italic">Empty</p>;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    <div
      className={cn(box, typeof value !== 'string' && 'font-mono text-xs')}
      tabIndex={text.length > 400 ? 0 : undefined}
    >
      {text}
    </div>
  );
}
