'use client';

import { Search } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';

export interface SearchItem {
  id: string;
  group: string;
  label: string;
  /** Also searched, not shown. */
  keywords?: readonly string[];
  icon?: ReactNode;
  hint?: ReactNode;
}

export interface SearchListProps {
  label: string;
  placeholder: string;
  items: readonly SearchItem[];
  onChoose(id: string): void;
  empty: string;
}

/** A list that nobody reads to its end would only be slow to open. */
const MOST_SHOWN = 200;

/** A text field over a list: type to narrow, arrows to walk, Enter to choose. Focus stays in the field. */
export function SearchList({ label, placeholder, items, onChoose, empty }: SearchListProps) {
  const [query, setQuery] = useState('');
  // By id: what is found later may come before it, and Enter must not take that instead.
  const [active, setActive] = useState(items[0]?.id);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const matches = search(items, query);
  const found = matches.slice(0, MOST_SHOWN);
  const current = Math.max(
    0,
    found.findIndex(({ id }) => id === active),
  );
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current, query]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive(found[(current + step + found.length) % Math.max(1, found.length)]?.id);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const item = found[current];
      if (item) onChoose(item.id);
    }
  };

  return (
    <div className="flex min-h-0 flex-col">
      <div className="flex items-center gap-2 border-b border-line px-3">
        <Search aria-hidden className="size-4 shrink-0 text-subtle" />
        <input
          autoFocus
          role="combobox"
          aria-label={label}
          aria-expanded
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={found[current] ? `${listId}-${found[current].id}` : undefined}
          className="h-10 w-full bg-transparent text-base text-ink outline-none placeholder:text-subtle"
          placeholder={placeholder}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(search(items, event.target.value)[0]?.id);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div ref={list} id={listId} role="listbox" aria-label={label} className="max-h-80 overflow-y-auto p-1">
        {found.length === 0 ? <p className="px-2 py-3 text-sm text-muted">{empty}</p> : null}
        <Options found={found} current={current} listId={listId} onChoose={onChoose} onHover={setActive} />
        {matches.length > found.length ? (
          <p className="px-2 py-2 text-xs text-muted">{matches.length - found.length} more: type to narrow them down</p>
        ) : null}
      </div>
    </div>
  );
}

interface OptionsProps {
  found: readonly SearchItem[];
  current: number;
  listId: string;
  onChoose(id: string): void;
  onHover(id: string): void;
}

function Options({ found, current, listId, onChoose, onHover }: OptionsProps) {
  return found.map((item, index) => (
    <Option
      key={item.id}
      item={item}
      id={`${listId}-${item.id}`}
      active={index === current}
      heading={found[index - 1]?.group !== item.group}
      onChoose={onChoose}
      onHover={() => onHover(item.id)}
    />
  ));
}

interface OptionProps {
  item: SearchItem;
  id: string;
  active: boolean;
  heading: boolean;
  onChoose(id: string): void;
  onHover(): void;
}

function Option({ item, id, active, heading, onChoose, onHover }: OptionProps) {
  return (
    <>
      {heading ? (
        <p aria-hidden className="px-2 pt-2 pb-1 text-xs text-muted">
          {item.group}
        </p>
      ) : null}
      <div
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={active}
        className={cn('flex min-h-8 cursor-default items-center gap-2.5 rounded-md px-2 text-sm', active && 'bg-hover')}
        onPointerMove={onHover}
        onClick={() => onChoose(item.id)}
      >
        {item.icon}
        <span className="truncate">{item.label}</span>
        {item.hint ? <span className="ml-auto shrink-0 pl-4 text-xs text-muted">{item.hint}</span> : null}
      </div>
    </>
  );
}

/** Every word must be found somewhere; what begins with the query comes first. The order is otherwise kept. */
export function search(items: readonly SearchItem[], query: string): SearchItem[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...items];
  const first = words.join(' ');
  const matches = items.filter((item) => {
    const text = [item.label, ...(item.keywords ?? [])].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const begins = (item: SearchItem): number => (item.label.toLowerCase().startsWith(first) ? 0 : 1);
  return matches.toSorted((a, b) => begins(a) - begins(b));
}
