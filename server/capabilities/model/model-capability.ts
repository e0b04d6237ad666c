import { NodeFailure } from '#core/node/executor.ts';
import type { ModelCapability } from '#core/node/capabilities.ts';
import { hasOpenAi, parseModelId, resolveModel } from './catalogue.ts';
import type { ModelEnv } from './catalogue.ts';
import { generateWithOpenAi } from './openai.ts';
import { generateSimulated, isSimulatedName } from './simulated.ts';

export interface ModelCapabilityOptions {
  env: ModelEnv;
  /** The default model of the workspace, asked for when an agent says `default`. */
  workspaceDefault(): Promise<string>;
  /** How long a provider may be silent before the call fails; reasoning models think for a while. */
  idleTimeoutMs?: number;
}

const IDLE_TIMEOUT_MS = 90_000;

function unknownModel(message: string): NodeFailure {
  return new NodeFailure({ code: 'MODEL_UNKNOWN', message });
}

/** Models by name: `default`, `simulated/…` and `openai/…` (any OpenAI-compatible server). */
export function createModelCapability(options: ModelCapabilityOptions): ModelCapability {
  const { env, workspaceDefault, idleTimeoutMs = IDLE_TIMEOUT_MS } = options;
  return {
    async generate(request, { signal, simulated, onText }) {
      if (simulated) return generateSimulated('fast', request, { signal, onText });
      const id = await resolveModel(env, await workspaceDefault(), request.model);
      const parsed = parseModelId(id);
      if (!parsed) throw unknownModel(`The model "${id}" has no provider; a name looks like openai/gpt-4.1-mini.`);
      if (parsed.provider === 'simulated') {
        if (isSimulatedName(parsed.model)) return generateSimulated(parsed.model, request, { signal, onText });
        throw unknownModel(`There is no simulated model "${parsed.model}".`);
      }
      if (parsed.provider !== 'openai') throw unknownModel(`The provider "${parsed.provider}" is not known.`);
      if (!hasOpenAi(env)) {
        const message = `The model "${id}" needs a key: set OPENAI_API_KEY, or OPENAI_BASE_URL for another server.`;
        throw new NodeFailure({ code: 'MODEL_AUTH', message });
      }
      return generateWithOpenAi(env, parsed.model, request, { signal, onText, idleTimeoutMs });
    },
  };
}
