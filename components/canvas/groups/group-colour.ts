import type { GroupColour } from '#core/graph/schema.ts';

/** The token that a group is tinted with; that of notes is theirs, too. */
export const GROUP_TOKENS = {
  yellow: 'note',
  teal: 'teal-soft',
  brown: 'brown-soft',
} as const satisfies Record<GroupColour, string>;

/** The name of the token, without `--`; what has no tint looks like what is pointed at. */
export function groupToken(colour: GroupColour | undefined): (typeof GROUP_TOKENS)[GroupColour] | 'hover' {
  return colour === undefined ? 'hover' : GROUP_TOKENS[colour];
}
