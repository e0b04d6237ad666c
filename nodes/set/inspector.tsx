import { RecordField } from '#components/node-kit/record-field.tsx';

export function SetInspector() {
  return <RecordField path={['values']} label="Values" item="value" newName="value" />;
}
