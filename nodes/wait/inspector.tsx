import { ExpressionField } from '#components/node-kit/expression-field.tsx';
import { useInspector } from '#components/node-kit/inspector-context.ts';
import { Segmented } from '#components/ui/segmented.tsx';

const KINDS = [
  { value: 'for', label: 'For a while' },
  { value: 'until', label: 'Until a time' },
] as const;

export function WaitInspector() {
  const { node, set, readOnly } = useInspector();
  const kind = node.config.until === undefined ? 'for' : 'until';
  const change = (next: 'for' | 'until'): void => {
    if (readOnly || next === kind) return;
    set([], next === 'for' ? { for: '5m' } : { until: '' }, 'Edit wait');
  };
  return (
    <>
      <Segmented aria-label="Wait" value={kind} options={KINDS} onValueChange={change} />
      {kind === 'for' ? (
        <ExpressionField
          path={['for']}
          label="How long"
          kind="template"
          placeholder="15m"
          description="Such as 90s, 15m, 48h or 7d."
        />
      ) : (
        <ExpressionField
          path={['until']}
          label="Until"
          kind="template"
          placeholder="2027-01-31T09:00:00Z"
          description="A date and time with its offset."
        />
      )}
    </>
  );
}
