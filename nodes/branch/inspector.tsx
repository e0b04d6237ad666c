import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { ExpressionField } from '#components/node-kit/expression-field.tsx';
import { useInspector } from '#components/node-kit/inspector-context.ts';
import { NameInput } from '#components/node-kit/name-input.tsx';
import { Button, IconButton } from '#components/ui/button.tsx';
import { isJsonObject } from '#core/json.ts';
import type { Json } from '#core/json.ts';
import { nodeIdSchema } from '#core/graph/schema.ts';
import { ELSE_PORT } from './definition.ts';

/** Cases in order: the first that holds is taken. Renaming one takes its wires along. */
export function BranchInspector() {
  const { node, set, readOnly } = useInspector();
  const cases = Array.isArray(node.config.cases) ? node.config.cases : [];
  const write = (next: Json[], label: string): void => set(['cases'], next, label);
  return (
    <div data-field="cases" className="flex flex-col gap-3">
      {cases.map((_, index) => (
        <Case key={index} index={index} cases={cases} onChange={write} />
      ))}
      {readOnly ? null : (
        <Button
          size="sm"
          className="self-start"
          onClick={() => write([...cases, { port: freePort(cases), when: '' }], 'Add case')}
        >
          <Plus aria-hidden /> Add case
        </Button>
      )}
      <p className="text-xs text-muted">When no case holds, the port {ELSE_PORT} is taken.</p>
    </div>
  );
}

interface CaseProps {
  index: number;
  cases: Json[];
  onChange(cases: Json[], label: string): void;
}

function Case({ index, cases, onChange }: CaseProps) {
  const { readOnly, renamePort, seal, set } = useInspector();
  const port = portOf(cases[index]);
  const check = (name: string): string | null => {
    if (name === port) return null;
    if (name === ELSE_PORT) return 'else is taken when no case holds.';
    const id = nodeIdSchema.safeParse(name);
    return id.success ? null : (id.error.issues[0]?.message ?? 'This name will not do.');
  };
  const rename = (name: string): void => {
    const path = ['cases', index, 'port'];
    // Another case that leads to the same port keeps it, with its wires.
    if (cases.filter((entry) => portOf(entry) === port).length > 1) set(path, name, 'Rename port');
    else renamePort(path, port, name);
  };
  return (
    <div data-field={`cases.${index}`} className="flex flex-col gap-2 rounded-md border border-line p-2">
      <div className="flex items-center gap-1">
        <NameInput
          value={port}
          label={`Port of case ${index + 1}`}
          check={check}
          readOnly={readOnly}
          onChange={rename}
          onBlur={seal}
        />
        {readOnly ? null : <CaseButtons index={index} cases={cases} onChange={onChange} />}
      </div>
      <ExpressionField
        path={['cases', index, 'when']}
        label={`When ${port}`}
        kind="condition"
        placeholder="input.amount > 100"
      />
    </div>
  );
}

function CaseButtons({ index, cases, onChange }: CaseProps) {
  const port = portOf(cases[index]);
  const swap = (other: number): void => {
    const [a, b] = [cases[index], cases[other]];
    if (a !== undefined && b !== undefined) onChange(cases.with(index, b).with(other, a), 'Move case');
  };
  return (
    <>
      <IconButton label={`Move ${port} up`} size="icon-sm" disabled={index === 0} onClick={() => swap(index - 1)}>
        <ArrowUp aria-hidden />
      </IconButton>
      <IconButton
        label={`Move ${port} down`}
        size="icon-sm"
        disabled={index === cases.length - 1}
        onClick={() => swap(index + 1)}
      >
        <ArrowDown aria-hidden />
      </IconButton>
      <IconButton
        label={`Remove ${port}`}
        size="icon-sm"
        onClick={() => onChange(cases.toSpliced(index, 1), 'Remove case')}
      >
        <X aria-hidden />
      </IconButton>
    </>
  );
}

function portOf(entry: Json | undefined): string {
  return isJsonObject(entry) && typeof entry.port === 'string' ? entry.port : '';
}

function freePort(cases: Json[]): string {
  const taken = new Set(cases.map(portOf));
  for (let n = cases.length + 1; ; n++) if (!taken.has(`case_${n}`)) return `case_${n}`;
}
