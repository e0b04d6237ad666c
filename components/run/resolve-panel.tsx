'use client';

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { FormError } from '#components/account/auth-card.tsx';
import { useTRPC } from '#components/trpc/client.ts';
import { formFailure } from '#components/trpc/error.ts';
import { Button } from '#components/ui/button.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { Field } from '#components/ui/field.tsx';
import { Textarea } from '#components/ui/input.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import type { Json } from '#core/json.ts';
import type { Execution } from '#core/run/state.ts';
import { ErrorBox } from './error-box.tsx';
import { ValueView } from './value-view.tsx';

type Resolved = NonNullable<Execution['resolved']>;
type How = Resolved['how'];

const HOW: Record<How, { label: string; then: string; button: string; variant: 'primary' | 'danger'; said: string }> = {
  happened: {
    label: 'It happened',
    then: 'The node is done, and the run goes on with the output that you give.',
    button: 'It happened: go on',
    variant: 'primary',
    said: 'that it happened',
  },
  retry: {
    label: 'Run it again',
    then: 'It did not happen, or doing it twice is fine: the node does the same once more.',
    button: 'Run it again',
    variant: 'primary',
    said: 'to run it again',
  },
  fail: {
    label: 'It failed',
    then: 'The node fails, and the run goes on as it does after a failure.',
    button: 'Let it fail',
    variant: 'danger',
    said: 'that it failed',
  },
};
const OPTIONS = (['happened', 'retry', 'fail'] as const).map((value) => ({ value, label: HOW[value].label }));

export interface ResolvePanelProps {
  runId: string;
  execution: Extract<Execution, { status: 'waiting' }>;
  canResolve: boolean;
}

/** A node may or may not have done what must not happen twice: a person says what became of it. */
export function ResolvePanel({ runId, execution, canResolve }: ResolvePanelProps) {
  const { error, config } = execution;
  return (
    <div className="flex flex-col gap-4 p-4">
      <p className="text-sm">
        {error ? 'The other side gave no clear answer' : 'The runner stopped'} while this node was at work. Nobody knows
        whether it happened, and doing it twice could do harm. Look at the other side, then say what became of it.
      </p>
      {error ? <ErrorBox error={error} /> : null}
      {config ? (
        <Disclosure label="What it was to do">
          <ValueView runId={runId} stored={config} name="input" />
        </Disclosure>
      ) : null}
      {canResolve ? (
        <ResolveForm runId={runId} nodeKey={execution.key} />
      ) : (
        <p className="text-sm text-muted">Somebody who may resolve runs has to answer this.</p>
      )}
    </div>
  );
}

function ResolveForm({ runId, nodeKey }: { runId: string; nodeKey: string }) {
  const trpc = useTRPC();
  const [how, setHow] = useState<How | ''>('');
  const [reason, setReason] = useState('');
  const [output, setOutput] = useState('{}');
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const resolve = useMutation(trpc.run.resolve.mutationOptions());
  const { message, fields } = formFailure(resolve.error);
  const errors = { ...fields, ...wrong };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (how === '') return;
    const parsed = how === 'happened' ? parseJson(output) : null;
    setWrong(parsed?.ok === false ? { output: parsed.message } : {});
    if (parsed?.ok !== false)
      resolve.mutate({ id: runId, key: nodeKey, how, reason, ...(parsed && { output: parsed.value }) });
  };
  return (
    <form noValidate className="flex flex-col gap-4" onSubmit={submit}>
      <div className="flex flex-col items-start gap-1.5">
        <Segmented aria-label="What became of it?" value={how} options={OPTIONS} onValueChange={setHow} />
        {how === '' ? null : <p className="text-xs text-muted">{HOW[how].then}</p>}
      </div>
      {how === 'happened' ? (
        <Field label="Its output, as JSON" description="Later nodes read it." error={errors['output']}>
          <Textarea
            rows={3}
            className="font-mono text-xs"
            value={output}
            onChange={(event) => setOutput(event.target.value)}
          />
        </Field>
      ) : null}
      {how === '' ? null : (
        <>
          <Field
            label="How do you know?"
            description="Stays with the run and in the audit log."
            error={errors['reason']}
          >
            <Textarea rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />
          </Field>
          <FormError message={message} />
          <Button
            type="submit"
            className="self-start"
            variant={HOW[how].variant}
            busy={resolve.isPending || resolve.isSuccess}
          >
            {HOW[how].button}
          </Button>
        </>
      )}
    </form>
  );
}

/** What somebody said had become of it. */
export function Resolution({ resolved: { by, how, reason, at } }: { resolved: Resolved }) {
  return (
    <div className="flex flex-col gap-0.5 border-b border-line px-4 py-3">
      <p className="text-base">
        <span className="font-medium">{by.name}</span> said {HOW[how].said}, <RelativeTime iso={at} />
      </p>
      <p className="text-sm break-words whitespace-pre-wrap text-muted">{reason}</p>
    </div>
  );
}

function parseJson(text: string): { ok: true; value: Json } | { ok: false; message: string } {
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch (error) {
    return { ok: false, message: `This is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}` };
  }
}
