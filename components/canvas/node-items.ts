import type { NodeDefinition } from '#core/node/define.ts';
import type { SearchItem } from './search-list.tsx';

/** Node types as items of a search: found by their own words and by those of other tools. */
export function nodeItems(definitions: readonly NodeDefinition[]): SearchItem[] {
  return definitions.map((definition) => ({
    id: definition.type,
    group: definition.group,
    label: definition.title,
    keywords: [...definition.keywords, definition.description],
  }));
}
