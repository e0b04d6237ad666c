import type { RouterInputs } from '#components/trpc/types.ts';

export type ProviderKind = RouterInputs['provider']['create']['kind'];

export const KINDS: readonly { value: ProviderKind; label: string; hint: string }[] = [
  { value: 'compatible', label: 'OpenAI-compatible server', hint: 'Ollama, vLLM, LM Studio …' },
  { value: 'openai', label: 'OpenAI', hint: 'api.openai.com' },
  { value: 'anthropic', label: 'Anthropic', hint: 'api.anthropic.com' },
  { value: 'google', label: 'Google', hint: 'Gemini' },
];

export function kindLabel(kind: ProviderKind): string {
  return KINDS.find(({ value }) => value === kind)?.label ?? kind;
}

/** Where the usual servers listen. */
export const LOCAL_SERVERS = [
  { label: 'Ollama', name: 'ollama', baseUrl: 'http://localhost:11434/v1' },
  { label: 'vLLM', name: 'vllm', baseUrl: 'http://localhost:8000/v1' },
  { label: 'LM Studio', name: 'lmstudio', baseUrl: 'http://localhost:1234/v1' },
] as const;
