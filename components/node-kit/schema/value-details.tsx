'use client';

import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import type { PathMessage } from '#core/graph/json-schema.ts';
import { isJsonObject } from '#core/json.ts';
import type { JsonObject } from '#core/json.ts';
import { DraftText, NameOf } from './draft-text.tsx';
import type { RowPart } from './field-list.tsx';
import { KindSelect } from './kind-select.tsx';
import { kindOf, takesDefault, takesExample, withKind } from './schema-kinds.ts';
import type { ValueKind } from './schema-kinds.ts';
import { choicesOf, exampleOf, readValue, textOf, withChoices, withExample, withKeyword } from './schema-values.ts';

interface ValueDetailsProps extends RowPart {
  schema: JsonObject;
  kind: ValueKind;
  fullName: string;
  place: string;
  problems: readonly PathMessage[];
  /** The items of a list: nobody fills them in one by one, so they have no default and no example. */
  isItem?: boolean;
  onChange(schema: JsonObject): void;
}

/** What only some kinds of values have: choices, bounds, items, fields, and where it makes sense a default. */
export function ValueDetails(props: ValueDetailsProps) {
  const { kind, purpose, isItem = false } = props;
  return (
    <>
      {kind === 'choice' ? <Choices {...props} /> : null}
      {kind === 'number' || kind === 'integer' ? <Bounds {...props} /> : null}
      {kind === 'list' ? <Items {...props} /> : null}
      {kind === 'object' ? <Group {...props} /> : null}
      {!isItem && takesDefault(kind, purpose) ? <Default {...props} /> : null}
      {!isItem && takesExample(kind, purpose) ? (
        <ValueText
          {...props}
          label="Example"
          description="Shown in the field while it is empty."
          value={textOf(exampleOf(props.schema))}
          write={(value) => withExample(props.schema, value)}
        />
      ) : null}
    </>
  );
}

function Choices({ schema, fullName, readOnly, onChange, onBlur }: ValueDetailsProps) {
  const choices = Array.isArray(schema.enum) ? schema.enum.map(String) : [];
  return (
    <DraftText
      label="Choices"
      of={fullName}
      description="One on each line."
      lines
      value={choices.join('\n')}
      readOnly={readOnly}
      onChange={(text) => {
        const next = choicesOf(text);
        if (next.length === 0) return 'At least one choice is needed.';
        onChange(withChoices(schema, next));
        return null;
      }}
      onBlur={onBlur}
    />
  );
}

function Bounds(props: ValueDetailsProps) {
  const bound = (label: string, keyword: 'minimum' | 'maximum') => (
    <ValueText
      {...props}
      label={label}
      placeholder="Any"
      value={textOf(props.schema[keyword])}
      // A bound is held against the type, not against the other bound.
      against={{ type: props.schema.type ?? 'number' }}
      write={(value) => withKeyword(props.schema, keyword, value)}
    />
  );
  return (
    <div className="grid grid-cols-2 gap-3">
      {bound('At least', 'minimum')}
      {bound('At most', 'maximum')}
    </div>
  );
}

/** What each item of a list is. */
function Items({
  schema,
  kind: _kind,
  isItem: _isItem,
  fullName,
  place,
  problems,
  onChange,
  ...part
}: ValueDetailsProps) {
  const items = isJsonObject(schema.items) ? schema.items : {};
  const kind = schema.items === undefined ? 'any' : kindOf(schema.items);
  const setItems = (next: JsonObject): void => onChange({ ...schema, items: next });
  return (
    <>
      <Field label={<NameOf label="Each item is" of={fullName} />}>
        <KindSelect
          label={`Type of each item of ${fullName}`}
          kind={kind}
          readOnly={part.readOnly}
          onChange={(next) => {
            part.onBlur();
            setItems(withKind(items, next));
            part.onBlur();
          }}
        />
      </Field>
      {kind === 'choice' || kind === 'list' || kind === 'object' ? (
        <div className="border-l-2 border-line pl-2.5">
          <ValueDetails
            {...part}
            isItem
            schema={items}
            kind={kind}
            fullName={`${fullName}[]`}
            place={`${place}.items`}
            problems={problems
              .filter(({ path }) => path[0] === 'items')
              .map(({ path, message }) => ({ path: path.slice(1), message }))}
            onChange={setItems}
          />
        </div>
      ) : null}
    </>
  );
}

function Group({
  Nested,
  schema,
  kind: _kind,
  isItem = false,
  fullName,
  place,
  problems,
  onChange,
  ...part
}: ValueDetailsProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <span className="text-sm font-medium text-ink">{isItem ? 'Fields of each item' : `Fields in ${fullName}`}</span>
      <Nested
        {...part}
        purpose={part.purpose === 'input' ? 'part' : part.purpose}
        schema={schema}
        problems={problems}
        prefix={fullName}
        place={`${place}.`}
        onChange={onChange}
      />
    </div>
  );
}

const NONE = ' none';

function Default(props: ValueDetailsProps) {
  const { schema, kind, fullName, readOnly, onChange, onBlur } = props;
  if (kind !== 'yes-no' && kind !== 'choice') {
    return (
      <ValueText
        {...props}
        label="Default"
        description="Taken when nothing is given."
        value={textOf(schema.default)}
        write={(value) => withKeyword(schema, 'default', value)}
      />
    );
  }
  const options =
    kind === 'yes-no'
      ? [
          { value: 'true', label: 'Yes' },
          { value: 'false', label: 'No' },
        ]
      : (Array.isArray(schema.enum) ? schema.enum : []).map((choice) => ({
          value: String(choice),
          label: String(choice),
        }));
  return (
    <Field label={<NameOf label="Default" of={fullName} />}>
      <Select
        aria-label={`Default of ${fullName}`}
        value={schema.default === undefined ? NONE : String(schema.default)}
        options={[{ value: NONE, label: 'None' }, ...options]}
        disabled={readOnly}
        onValueChange={(next) => {
          const value = next === NONE ? undefined : kind === 'yes-no' ? next === 'true' : next;
          onChange(withKeyword(schema, 'default', value));
          onBlur();
        }}
      />
    </Field>
  );
}

interface ValueTextProps extends ValueDetailsProps {
  label: string;
  description?: string;
  placeholder?: string;
  value: string;
  /** What a value must fit; absent: the field's own schema. */
  against?: JsonObject;
  write(value: ReturnType<typeof exampleOf>): JsonObject;
}

/** A value of the field's own kind, as text. */
function ValueText({ schema, kind, fullName, against = schema, write, onChange, ...rest }: ValueTextProps) {
  return (
    <DraftText
      label={rest.label}
      of={fullName}
      {...(rest.description === undefined ? {} : { description: rest.description })}
      {...(rest.placeholder === undefined ? {} : { placeholder: rest.placeholder })}
      lines={kind === 'long-text'}
      value={rest.value}
      readOnly={rest.readOnly}
      onChange={(text) => {
        const read = readValue(against, kind, text);
        if (!read.ok) return read.message;
        onChange(write(read.value));
        return null;
      }}
      onBlur={rest.onBlur}
    />
  );
}
