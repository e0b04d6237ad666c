import { ExpressionField } from '#components/node-kit/expression-field.tsx';
import { NumberField, SelectField } from '#components/node-kit/fields.tsx';

const MODES = [
  { value: 'fail', label: 'Fail the map' },
  { value: 'collect', label: 'Put the error into the list' },
  { value: 'skip', label: 'Leave the item out' },
] as const;

export function MapInspector() {
  return (
    <>
      <ExpressionField
        path={['items']}
        label="List"
        kind="template"
        placeholder="{{ input.items }}"
        description="The nodes inside run once for each item. They see it as item and index."
      />
      <NumberField path={['concurrency']} label="At once" integer placeholder="4" />
      <SelectField path={['onItemError']} label="When an item fails" options={MODES} fallback="fail" />
    </>
  );
}
