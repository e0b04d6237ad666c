'use client';

import { Checkbox } from '#components/ui/checkbox.tsx';
import { isJsonObject } from '#core/json.ts';
import type { Json } from '#core/json.ts';
import { FieldFrame } from './fields.tsx';
import type { FieldProps } from './fields.tsx';
import { useConfigField, useInspector } from './inspector-context.ts';

const ROLES = [
  { id: 'approver', label: 'Approvers' },
  { id: 'owner', label: 'Owner' },
  { id: 'admin', label: 'Admins' },
  { id: 'editor', label: 'Editors' },
] as const;

/** Roles and people who may decide. Nobody chosen: everybody who may decide gates. */
export function ApproversField({ path, label }: FieldProps) {
  const { choices, set } = useInspector();
  const field = useConfigField(path, label);
  const approvers = isJsonObject(field.value) ? field.value : {};
  const [roles, users] = [textsOf(approvers.roles), textsOf(approvers.users)];
  const named = new Set([...ROLES.map((role) => role.id), ...roles]);
  const toggle = (key: 'roles' | 'users', list: string[], id: string, on: boolean): void =>
    set([...path, key], on ? [...list, id] : list.filter((other) => other !== id), 'Edit approvers');
  const strangers = users.filter((user) => !choices.people.some((person) => isPerson(person, user)));
  return (
    <FieldFrame name={field.name}>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 text-sm font-medium text-ink">{label}</legend>
        <div className="grid grid-cols-2 gap-x-3">
          {[...named].map((id) => (
            <Checkbox
              key={id}
              label={ROLES.find((role) => role.id === id)?.label ?? id}
              checked={roles.includes(id)}
              disabled={field.readOnly}
              onCheckedChange={(on) => toggle('roles', roles, id, on)}
            />
          ))}
        </div>
        {choices.people.map((person) => {
          const chosen = users.find((user) => isPerson(person, user));
          return (
            <Checkbox
              key={person.id}
              label={person.name}
              description={person.email}
              checked={chosen !== undefined}
              disabled={field.readOnly}
              onCheckedChange={(on) => toggle('users', users, chosen ?? person.email, on)}
            />
          );
        })}
        {strangers.map((user) => (
          <Checkbox
            key={user}
            label={user}
            description="Nobody in this workspace"
            checked
            disabled={field.readOnly}
            onCheckedChange={(on) => toggle('users', users, user, on)}
          />
        ))}
        {roles.length + users.length === 0 ? (
          <p className="text-xs text-muted">Everybody who may decide approvals.</p>
        ) : null}
        {field.error ? <p className="text-xs text-failed">{field.error}</p> : null}
      </fieldset>
    </FieldFrame>
  );
}

function isPerson(person: { id: string; email: string }, user: string): boolean {
  return person.id === user || person.email.toLowerCase() === user.toLowerCase();
}

function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
