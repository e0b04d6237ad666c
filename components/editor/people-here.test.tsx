import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { EditorContextProvider } from '#components/canvas/editor-context.ts';
import { PresenceMark } from '#components/canvas/presence-mark.tsx';
import {
  createPresenceStore,
  PresenceStoreContext,
  setPresent,
  type PresentTab,
} from '#components/canvas/presence-store.ts';
import { editorOf } from '#components/canvas/testing/editor-of.ts';
import { PeopleHere } from './people-here.tsx';

const ME = 'me';
const tab = (id: string, name: string, node: string | null = null): PresentTab => ({ person: { id, name }, node });
const ena = tab('ena', 'Ena Editor', 'gate');
const here = (...tabs: PresentTab[]) => createPresenceStore(tabs, ME);

describe('who is here', () => {
  test('is a person once, however many tabs they have, and oneself last', () => {
    const { people } = here(tab('ena', 'Ena Editor'), ena, tab(ME, 'Ola Owner'), tab('zoe', 'Zoe')).getState();
    expect(people).toMatchObject([
      { id: 'ena', name: 'Ena Editor', you: false, node: 'gate' },
      { id: 'zoe', name: 'Zoe', you: false, node: null },
      { id: ME, name: 'Ola Owner', you: true, node: null },
    ]);
  });

  test('changes nothing when it is told again, and for other nodes when one person moves', () => {
    const store = here(ena, tab('zoe', 'Zoe', 'write'));
    const before = store.getState();
    setPresent(store, [{ ...ena }, tab('zoe', 'Zoe', 'write')], ME);
    expect(store.getState()).toBe(before);
    setPresent(store, [ena, tab('zoe', 'Zoe', 'done')], ME);
    const { byNode } = store.getState();
    expect(byNode.get('gate')).toBe(before.byNode.get('gate'));
    expect([byNode.has('write'), byNode.get('done')?.map(({ id }) => id)]).toEqual([false, ['zoe']]);
  });
});

describe('the top bar', () => {
  const bar = (...tabs: PresentTab[]) =>
    renderToStaticMarkup(
      <EditorContextProvider value={editorOf({})}>
        <PresenceStoreContext value={here(...tabs)}>
          <PeopleHere />
        </PresenceStoreContext>
      </EditorContextProvider>,
    );

  test('shows nothing of somebody who is alone, in the room that others will take', () => {
    expect(bar()).toMatch(/^<div class="[^"]*lg:w-34[^"]*"><\/div>$/);
  });

  test('names each with what they look at, also oneself in another tab', () => {
    const html = bar(ena, tab('zoe', 'Zoe', 'gone'), tab(ME, 'Ola Owner'));
    expect(html).toContain('aria-label="Also here"');
    const names = [...html.matchAll(/"sr-only">([^<]*)</g)].map((match) => match[1]);
    expect(names).toEqual(['Ena Editor, at Gate', 'Zoe', 'You, in another tab']);
    expect([...html.matchAll(/aria-disabled="(\w+)"/g)].map((match) => match[1])).toEqual(['false', 'true', 'true']);
  });

  test('shows four faces, and says how many more there are', () => {
    const crowd = Array.from({ length: 7 }, (_, n) => tab(`p${n}`, `Person ${n}`));
    const html = bar(...crowd);
    expect([...html.matchAll(/<li/g)]).toHaveLength(4);
    expect(html).toContain('aria-label="+3 more, all who are here"');
  });
});

test('a card says who looks at it, and at most three of them by initials', () => {
  const mark = (id: string, ...tabs: PresentTab[]) =>
    renderToStaticMarkup(
      <PresenceStoreContext value={here(...tabs)}>
        <PresenceMark id={id} />
      </PresenceStoreContext>,
    );
  expect(mark('write', ena)).toBe('');
  expect(mark('gate', ena).replaceAll(/<[^>]*>/g, ' ')).toMatch(/EE\s+Ena Editor/);
  const crowd = Array.from({ length: 5 }, (_, n) => tab(`p${n}`, `Person ${n}`, 'gate'));
  expect(mark('gate', ...crowd)).toContain('+2');
});
