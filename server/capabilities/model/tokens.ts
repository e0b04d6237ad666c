import type { ModelRequest } from '#core/node/capabilities.ts';

const CHARS_PER_TOKEN = 4;

/** A rough count for where nobody counts: simulated models, and servers that report no usage. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / CHARS_PER_TOKEN);
}

/** The same for everything that a request sends. */
export function estimateRequestTokens(request: Pick<ModelRequest, 'instructions' | 'messages'>): number {
  return estimateTokens([request.instructions ?? '', ...request.messages.map(({ content }) => content)].join('\n'));
}
