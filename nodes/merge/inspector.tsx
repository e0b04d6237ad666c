import { FlagField, NumberField, SelectField } from '#components/node-kit/fields.tsx';
import { useInspector } from '#components/node-kit/inspector-context.ts';

const MODES = [
  { value: 'all', label: 'All branches that were taken' },
  { value: 'any', label: 'The first branch' },
  { value: 'quorum', label: 'The first few branches' },
] as const;

export function MergeInspector() {
  const { mode } = useInspector().node.config;
  return (
    <>
      <SelectField path={['mode']} label="Goes on with" options={MODES} fallback="all" />
      {mode === 'quorum' ? <NumberField path={['count']} label="How many" integer /> : null}
      {mode === 'any' || mode === 'quorum' ? (
        <FlagField
          path={['cancelOthers']}
          label="Stop the others"
          description="Branches still on their way are cancelled."
        />
      ) : null}
    </>
  );
}
