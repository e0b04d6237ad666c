'use client';

import { useRef, useState } from 'react';
import { useEditor } from '#components/canvas/editor-context.ts';
import { groupToken } from '#components/canvas/groups/group-colour.ts';
import { cn } from '#components/ui/cn.ts';
import type { Group } from '#core/graph/canvas.ts';
import { updateGroup } from '#core/graph/edit-groups.ts';
import { groupColourSchema } from '#core/graph/schema.ts';
import { useRename } from './use-rename.ts';

/** What a group is called, and what it is tinted with. */
export function GroupInspector({ group, readOnly }: { group: Group; readOnly: boolean }) {
  return (
    <div className="flex flex-col gap-4">
      <GroupName group={group} readOnly={readOnly} />
      <Tints group={group} readOnly={readOnly} />
    </div>
  );
}

interface GroupProps {
  group: Group;
  readOnly: boolean;
}

/** A group always has a name: the field may be empty while somebody writes, the group keeps the last one. */
function GroupName({ group, readOnly }: GroupProps) {
  const editor = useEditor();
  const field = useRef<HTMLInputElement>(null);
  const [isEmpty, setEmpty] = useState(false);
  useRename('group', field);
  return (
    <input
      ref={field}
      aria-label="Group title"
      className="w-full min-w-0 rounded-sm bg-transparent px-1 text-lg font-semibold text-ink outline-offset-0 hover:bg-hover focus-visible:bg-surface"
      value={isEmpty ? '' : group.title}
      placeholder={group.title}
      maxLength={200}
      readOnly={readOnly}
      onChange={({ target: { value } }) => {
        setEmpty(value === '');
        if (value === '') return;
        editor.graph.apply(
          'Rename group',
          (before) => updateGroup(before, group.id, { title: value }),
          `group:${group.id}`,
        );
      }}
      onBlur={() => {
        setEmpty(false);
        editor.graph.seal();
      }}
    />
  );
}

/** As people say them. */
const NAMES = { none: 'None', yellow: 'Yellow', teal: 'Teal', brown: 'Brown' } as const;

function Tints({ group, readOnly }: GroupProps) {
  const editor = useEditor();
  const choices = [undefined, ...groupColourSchema.options];
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">Colour</legend>
      <div className="flex gap-2">
        {choices.map((colour) => (
          <label
            key={colour ?? 'none'}
            title={NAMES[colour ?? 'none']}
            className={cn(
              // The colours are what is chosen from, whatever the others are.
              'flex size-8 cursor-pointer items-center justify-center rounded-md border border-control forced-color-adjust-none touch:size-11',
              'has-checked:border-accent has-checked:ring-1 has-checked:ring-accent has-focus-visible:outline-2',
            )}
            style={{ background: `var(--${groupToken(colour)})` }}
          >
            <input
              type="radio"
              name={`colour-${group.id}`}
              className="sr-only"
              aria-label={NAMES[colour ?? 'none']}
              checked={group.colour === colour}
              disabled={readOnly}
              onChange={() => editor.graph.apply('Colour group', (before) => updateGroup(before, group.id, { colour }))}
            />
            {colour === undefined ? <span aria-hidden className="h-px w-5 rotate-45 bg-control" /> : null}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
