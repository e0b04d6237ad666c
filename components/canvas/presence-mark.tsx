'use client';

import './presence-mark.css';
import { initialsOf } from '#components/ui/avatar.tsx';
import { personClass } from './person-colour.ts';
import { nameOf, useLookers } from './presence-store.ts';
import { countRender } from './render-counter.ts';

/** Fit on the shortest card beside each other. */
const MAX_SHOWN = 3;

/**
 * A ring round what somebody else has selected, with their initials; their name where it is pointed at. A leaf, so that
 * whoever looks around renders no card; nothing of it takes a click.
 */
export function PresenceMark({ id }: { id: string | readonly string[] }) {
  const people = useLookers(id);
  const [first] = people;
  if (!first) return null;
  countRender('presence');
  const more = people.length - MAX_SHOWN;
  return (
    <div className={`canvas-presence ${personClass(first)}`}>
      <div className="canvas-presence-tags">
        {people.slice(0, MAX_SHOWN).map((person) => (
          <span key={person.id} className={`canvas-presence-tag ${personClass(person)}`}>
            <span aria-hidden className="canvas-presence-initials">
              {initialsOf(person.name)}
            </span>
            <span className="canvas-presence-name">{nameOf(person)}</span>
          </span>
        ))}
        {more > 0 ? <span className="canvas-presence-tag canvas-presence-more">+{more}</span> : null}
      </div>
    </div>
  );
}
