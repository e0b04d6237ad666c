import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { equalJson } from '#core/equal-json.ts';
import { coloursFor } from './person-colour.ts';
import type { PersonColour } from './person-colour.ts';

/** A tab in which somebody has the workflow open, as its stream tells of it. */
export interface PresentTab {
  person: { id: string; name: string };
  /** What is selected there. */
  node: string | null;
}

/** Somebody who is here too, in one tab or several. */
export interface Present {
  id: string;
  name: string;
  /** Oneself, in another tab. */
  you: boolean;
  /** What they have selected, by its canvas id; of several tabs the first one that selects something. */
  node: string | null;
  colour: PersonColour;
}

export interface PresenceState {
  people: readonly Present[];
  byNode: ReadonlyMap<string, readonly Present[]>;
}
/** Who else has the workflow open. Not part of the document. */
export type PresenceStore = StoreApi<PresenceState>;

const NOBODY: readonly Present[] = [];
const ALONE: PresenceState = { people: NOBODY, byNode: new Map() };

export function createPresenceStore(tabs: readonly PresentTab[] = [], myId?: string): PresenceStore {
  return createStore<PresenceState>(() => withPresent(ALONE, tabs, myId));
}

/** Takes in who is here by now. */
export function setPresent(store: PresenceStore, tabs: readonly PresentTab[], myId: string | undefined): void {
  store.setState(withPresent(store.getState(), tabs, myId));
}

/** What did not change stays the same object, so that nothing of it renders. */
function withPresent(before: PresenceState, tabs: readonly PresentTab[], myId: string | undefined): PresenceState {
  const people = kept(before.people, peopleIn(before.people, tabs, myId));
  if (people === before.people) return before;
  const looking = people.filter(({ node }) => node !== null);
  const byNode = Map.groupBy(looking, ({ node }) => node ?? '');
  return {
    people,
    byNode: new Map([...byNode].map(([node, here]) => [node, kept(before.byNode.get(node) ?? NOBODY, here)])),
  };
}

/** In the order in which the tabs come, oneself last. */
function peopleIn(before: readonly Present[], tabs: readonly PresentTab[], myId: string | undefined): Present[] {
  const byId = new Map<string, Omit<Present, 'colour'>>();
  for (const { person, node } of tabs) {
    const known = byId.get(person.id);
    byId.set(person.id, { ...person, you: person.id === myId, node: known?.node ?? node });
  }
  const colours = coloursFor(before, [...byId.keys()]);
  return [...byId.values()]
    .map((person) => ({ ...person, colour: colours.get(person.id) ?? 1 }))
    .sort((a, b) => Number(a.you) - Number(b.you));
}

function kept(before: readonly Present[], now: readonly Present[]): readonly Present[] {
  return equalJson(before, now) ? before : now;
}

/** As it is said of them: `Ena Editor`, or `You, in another tab`. */
export function nameOf({ name, you }: Present): string {
  return you ? 'You, in another tab' : name;
}

const EMPTY = createPresenceStore();
export const PresenceStoreContext = createContext<PresenceStore>(EMPTY);

export function usePeopleHere(): readonly Present[] {
  return useStore(useContext(PresenceStoreContext), (state) => state.people);
}

/** Who has this element selected, or one of several: only a change of these renders it. */
export function useLookers(ids: string | readonly string[]): readonly Present[] {
  return useStore(
    useContext(PresenceStoreContext),
    useShallow(({ byNode }: PresenceState) => {
      if (typeof ids === 'string') return byNode.get(ids) ?? NOBODY;
      return byNode.size === 0 ? NOBODY : ids.flatMap((id) => byNode.get(id) ?? NOBODY);
    }),
  );
}
