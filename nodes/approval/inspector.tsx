import { ExpressionField } from '#components/node-kit/expression-field.tsx';
import { NumberField } from '#components/node-kit/fields.tsx';
import { ApproversField } from '#components/node-kit/approvers-field.tsx';
import { RecordField } from '#components/node-kit/record-field.tsx';

export function ApprovalInspector() {
  return (
    <>
      <ExpressionField
        path={['message']}
        label="Question"
        kind="template"
        placeholder="What is to be decided, in Markdown"
      />
      <RecordField path={['editable']} label="What the approver may edit" item="field" newName="field" />
      <ApproversField path={['approvers']} label="Who decides" />
      <NumberField path={['approvers', 'required']} label="How many must approve" integer placeholder="1" />
      <ExpressionField
        path={['due']}
        label="Due after"
        kind="template"
        optional
        placeholder="48h"
        description="Then the port expired fires. Nothing: it waits for ever."
      />
    </>
  );
}
