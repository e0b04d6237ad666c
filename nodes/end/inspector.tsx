import { useInspector } from '#components/node-kit/inspector-context.ts';
import { ExpressionField } from '#components/node-kit/expression-field.tsx';
import { JsonField } from '#components/node-kit/json-field.tsx';
import { RecordField } from '#components/node-kit/record-field.tsx';
import { isJsonObject } from '#core/json.ts';

/** An answer is a text, an object of named values, or any other JSON. */
export function EndInspector() {
  const { value } = useInspector().node.config;
  if (typeof value === 'string') {
    return (
      <ExpressionField path={['value']} label="Output" kind="template" optional description="What the run answers." />
    );
  }
  if (value === undefined || isJsonObject(value)) {
    return (
      <RecordField
        path={['value']}
        label="Output"
        item="value"
        newName="value"
        optional
        description="What the run answers. Nothing: null."
      />
    );
  }
  return <JsonField path={['value']} label="Output" rows={8} />;
}
