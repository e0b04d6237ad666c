import { ExpressionField } from '#components/node-kit/expression-field.tsx';
import { FieldRow, NumberField } from '#components/node-kit/fields.tsx';
import { useConfigField } from '#components/node-kit/inspector-context.ts';
import { JsonField } from '#components/node-kit/json-field.tsx';
import { ModelField } from '#components/node-kit/model-field.tsx';
import { SchemaEditor } from '#components/node-kit/schema/schema-editor.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import { isJsonObject } from '#core/json.ts';

const ANSWERS = [
  { value: 'text', label: 'Text' },
  { value: 'data', label: 'Data' },
] as const;

export function AgentInspector() {
  return (
    <>
      <ModelField path={['model']} label="Model" />
      <ExpressionField
        path={['instructions']}
        label="Instructions"
        kind="template"
        placeholder="Who the agent is and how it works"
      />
      <ExpressionField
        path={['prompt']}
        label="Prompt"
        kind="template"
        placeholder="What it is asked, with / for values"
      />
      <Answer />
      <Disclosure label="Model settings">
        <div className="flex flex-col gap-4">
          <FieldRow>
            <NumberField path={['temperature']} label="Temperature" placeholder="The model’s own" />
            <NumberField path={['maxTokens']} label="Longest answer" integer placeholder="Tokens" />
          </FieldRow>
          <JsonField
            path={['fallbackModels']}
            label="Fallback models"
            rows={2}
            description='Asked in this order when the model cannot be reached, such as ["openai/gpt-5-mini"].'
          />
        </div>
      </Disclosure>
      <Disclosure label="Simulation">
        <div className="flex flex-col gap-4">
          <JsonField
            path={['simulation', 'replies']}
            label="Replies"
            rows={5}
            description="What simulated models answer, in turn. A list; texts are templates."
          />
          <FieldRow>
            <NumberField path={['simulation', 'latencyMs']} label="Takes, in ms" integer />
            <NumberField path={['simulation', 'failEvery']} label="Fails every n-th call" integer />
          </FieldRow>
        </div>
      </Disclosure>
    </>
  );
}

/** Free text, or data of a shape that the answer is held to. */
function Answer() {
  const field = useConfigField(['output'], 'Answer');
  const schema = isJsonObject(field.value) ? field.value : null;
  const change = (kind: 'text' | 'data'): void => {
    if (field.readOnly || (kind === 'data') === (schema !== null)) return;
    field.set(
      kind === 'text'
        ? undefined
        : { type: 'object', required: ['answer'], properties: { answer: { type: 'string' } } },
    );
  };
  return (
    <div data-field={field.name} className="flex flex-col gap-3">
      <div className="flex items-center justify-between gap-3">
        <span className="text-sm font-medium">Answer as</span>
        <Segmented aria-label="Answer as" value={schema ? 'data' : 'text'} options={ANSWERS} onValueChange={change} />
      </div>
      {schema ? (
        <SchemaEditor
          label="Fields of the answer"
          schema={schema}
          readOnly={field.readOnly}
          purpose="answer"
          place={field.name}
          onChange={field.set}
          onBlur={field.seal}
        />
      ) : null}
    </div>
  );
}
