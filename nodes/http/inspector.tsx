import { ExpressionField } from '#components/node-kit/expression-field.tsx';
import { FlagField, NumberField, SelectField, TextField } from '#components/node-kit/fields.tsx';
import { useInspector } from '#components/node-kit/inspector-context.ts';
import { JsonField } from '#components/node-kit/json-field.tsx';
import { RecordField } from '#components/node-kit/record-field.tsx';
import { SecretField } from '#components/node-kit/secret-field.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';

const METHODS = (['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).map((value) => ({ value, label: value }));
const PARSE = [
  { value: 'auto', label: 'By its Content-Type' },
  { value: 'json', label: 'JSON' },
  { value: 'text', label: 'Text' },
] as const;

export function HttpInspector() {
  const { method, body, secret } = useInspector().node.config;
  const sends = method !== undefined && method !== 'GET' && method !== 'HEAD';
  const needsKey = method === 'POST' || method === 'PATCH';
  return (
    <>
      <SelectField path={['method']} label="Method" options={METHODS} fallback="GET" />
      <ExpressionField path={['url']} label="Address" kind="template" placeholder="https://api.example.com/orders" />
      <SecretField
        path={['secret']}
        label="Secret"
        description="Sent as Authorization: Bearer, to the hosts that it allows. Nobody sees it in the run."
      />
      {sends && (body === undefined || typeof body === 'string') ? (
        <ExpressionField
          path={['body']}
          label="Body"
          kind="template"
          optional
          description="A single hole sends its value as JSON; text is sent as it is."
        />
      ) : null}
      {sends && body !== undefined && typeof body !== 'string' ? (
        <JsonField path={['body']} label="Body" rows={6} />
      ) : null}
      {needsKey ? (
        <FlagField
          path={['idempotencyKey']}
          label="Send an Idempotency-Key"
          description="The other side then recognises a repetition. Without it, a person is asked after a crash."
        />
      ) : null}
      <Details hasSecret={secret !== undefined} />
      <Disclosure label="Simulation">
        <div className="flex flex-col gap-4">
          <NumberField path={['simulation', 'status']} label="Status" integer placeholder="200" />
          <JsonField
            path={['simulation', 'body']}
            label="Body"
            description="What a simulated run gets; nothing leaves the machine."
          />
        </div>
      </Disclosure>
    </>
  );
}

function Details({ hasSecret }: { hasSecret: boolean }) {
  return (
    <Disclosure label="Headers, query, answer">
      <div className="flex flex-col gap-4">
        <RecordField path={['headers']} label="Headers" item="header" newName="header" optional />
        {hasSecret ? (
          <TextField
            path={['secretHeader']}
            label="Header of the secret"
            placeholder="Authorization: Bearer …"
            description="Such as X-Api-Key: then it is sent as it is, without Bearer."
          />
        ) : null}
        <RecordField path={['query']} label="Query" item="parameter" newName="parameter" optional />
        <SelectField path={['parse']} label="Read the answer as" options={PARSE} fallback="auto" />
        <JsonField
          path={['expect']}
          label="Statuses that are a success"
          rows={2}
          description='Such as [200, 404] or ["2xx", "4xx"]. Nothing: 2xx.'
        />
        <NumberField path={['timeoutMs']} label="Timeout in milliseconds" integer placeholder="30000" />
      </div>
    </Disclosure>
  );
}
