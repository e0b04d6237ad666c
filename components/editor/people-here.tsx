'use client';

import { Users } from 'lucide-react';
import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import { announce, useEditor } from '#components/canvas/editor-context.ts';
import type { EditorContext } from '#components/canvas/editor-context.ts';
import { revealNode } from '#components/canvas/gestures/reveal-node.ts';
import { personClass } from '#components/canvas/person-colour.ts';
import { nameOf, usePeopleHere } from '#components/canvas/presence-store.ts';
import type { Present } from '#components/canvas/presence-store.ts';
import { select } from '#components/canvas/selection-store.ts';
import { noteFlowId, titleOf } from '#components/canvas/to-flow.ts';
import { Avatar } from '#components/ui/avatar.tsx';
import { buttonStyles } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { Popover, PopoverContent, PopoverTrigger } from '#components/ui/popover.tsx';
import { Tooltip } from '#components/ui/tooltip.tsx';
import { useIsNarrow } from '#components/ui/use-is-narrow.ts';

const MAX_FACES = 4;

/**
 * Who else has the workflow open, with the way to what they look at. The room is theirs also while nobody is there, so
 * that whoever comes moves nothing; where there is little of it, the title before it gives way, and no button.
 */
export function PeopleHere() {
  const people = usePeopleHere();
  const isNarrow = useIsNarrow();
  const faces = isNarrow ? [] : people.slice(0, MAX_FACES);
  const others = people.length - faces.length;
  return (
    <div className="flex shrink-0 items-center justify-end lg:w-34">
      {faces.length > 0 ? (
        <ul aria-label="Also here" className="flex items-center">
          {faces.map((person) => (
            <li key={person.id} className="-ml-1 first:ml-0">
              <Face person={person} />
            </li>
          ))}
        </ul>
      ) : null}
      {others > 0 ? <Everybody people={people} others={others} isNarrow={isNarrow} /> : null}
    </div>
  );
}

function Face({ person }: { person: Present }) {
  const place = usePlace(person.node);
  const words = place ? `${nameOf(person)}, at ${place.title}` : nameOf(person);
  return (
    <Tooltip content={words} side="bottom">
      <button
        type="button"
        // Who looks at nothing in particular has a name all the same.
        aria-disabled={place === null}
        className="flex rounded-full p-0.5 hover:z-1 aria-disabled:cursor-default"
        onClick={() => place?.goThere()}
      >
        <PersonAvatar person={person} className="ring-2 ring-surface" />
        <span className="sr-only">{words}</span>
      </button>
    </Tooltip>
  );
}

function Everybody({ people, others, isNarrow }: { people: readonly Present[]; others: number; isNarrow: boolean }) {
  const [open, setOpen] = useState(false);
  // Whoever goes to a node has the focus there; otherwise it comes back to the button.
  const hasGone = useRef(false);
  return (
    <Popover
      open={open}
      onOpenChange={(isOpen) => {
        hasGone.current = false;
        setOpen(isOpen);
      }}
    >
      <PopoverTrigger
        aria-label={isNarrow ? `Also here: ${others}` : `+${others} more, all who are here`}
        className={cn(buttonStyles({ variant: 'ghost', size: 'icon-sm' }), 'w-auto min-w-7 px-1 text-xs tabular-nums')}
      >
        {isNarrow ? <Users aria-hidden /> : null}
        {isNarrow ? others : `+${others}`}
      </PopoverTrigger>
      <PopoverContent align="end" aria-label="Also here" className="w-72 p-1.5" finalFocus={() => !hasGone.current}>
        <p aria-hidden className="px-2 py-1 text-xs text-muted">
          Also here
        </p>
        <ul aria-label="All who are here" className="max-h-80 overflow-y-auto">
          {people.map((person) => (
            <li key={person.id}>
              <PersonRow
                person={person}
                onGo={() => {
                  hasGone.current = true;
                  setOpen(false);
                }}
              />
            </li>
          ))}
        </ul>
      </PopoverContent>
    </Popover>
  );
}

function PersonRow({ person, onGo }: { person: Present; onGo(): void }) {
  const place = usePlace(person.node);
  return (
    <button
      type="button"
      aria-disabled={place === null}
      className="flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-left hover:bg-hover touch:min-h-11 aria-disabled:cursor-default aria-disabled:hover:bg-transparent"
      onClick={() => {
        if (!place) return;
        onGo();
        place.goThere();
      }}
    >
      <PersonAvatar person={person} />
      <span className="flex min-w-0 flex-col">
        <span className="truncate text-sm font-medium">{nameOf(person)}</span>
        {place ? <span className="truncate text-2xs text-muted">at {place.title}</span> : null}
      </span>
    </button>
  );
}

function PersonAvatar({ person, className }: { person: Present; className?: string }) {
  return (
    <Avatar
      name={person.name}
      className={cn(
        'bg-person text-on-person forced-colors:border forced-colors:border-ink',
        personClass(person),
        className,
      )}
    />
  );
}

interface Place {
  title: string;
  goThere(): void;
}

/** Null where nothing is selected, or what is not there yet (or no more) in this tab. */
function usePlace(node: string | null): Place | null {
  const editor = useEditor();
  const title = useStore(editor.graph, ({ document }) => {
    const found = document.spec.nodes.find(({ id }) => id === node);
    if (found) return titleOf(found);
    return document.spec.canvas?.notes?.some(({ id }) => noteFlowId(id) === node) ? 'a note' : null;
  });
  if (node === null || title === null) return null;
  return { title, goThere: () => goTo(editor, node, title) };
}

function goTo(editor: EditorContext, node: string, title: string): void {
  select(editor.selection, { nodes: [node] });
  revealNode(editor, node);
  announce(editor, `At ${title}`);
}
