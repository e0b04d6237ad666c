import { NodeFailure } from '#core/node/executor.ts';
import type { ModelCapability } from '#core/node/capabilities.ts';
import { findProvider, priceOf, resolveModel } from './catalogue.ts';
import { generate, type ModelCall } from './generate.ts';
import type { ModelSetup } from './model-setup.ts';
import { parseModelId } from './provider.ts';
import { generateSimulated, isSimulatedName } from './simulated.ts';

export interface ModelCapabilityOptions {
  workspaceId: string;
  /** What the workspace set up, asked for at every call. */
  setup(): Promise<ModelSetup>;
  /** How long a provider may be silent before the call fails; reasoning models think for a while. */
  idleTimeoutMs?: number;
}

const IDLE_TIMEOUT_MS = 90_000;

function unknownModel(message: string): NodeFailure {
  return new NodeFailure({ code: 'MODEL_UNKNOWN', message });
}

/** The variables that make the providers of these names. */
const VARIABLES: Readonly<Record<string, string>> = {
  openai: 'OPENAI_API_KEY',
  anthropic: 'ANTHROPIC_API_KEY',
  google: 'GOOGLE_GENERATIVE_AI_API_KEY',
};

function callOf(setup: ModelSetup, id: string, name: string, model: string): ModelCall {
  const provider = findProvider(setup, name);
  if (provider) return { provider, model, price: priceOf(setup, provider, model) };
  const variable = Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined;
  if (variable === undefined) {
    throw unknownModel(`The provider "${name}" of the model "${id}" is not set up. Add it in Settings > Models.`);
  }
  const message = `The model "${id}" needs a key: set it up in Settings > Models, or with ${variable}.`;
  throw new NodeFailure({ code: 'MODEL_AUTH', message });
}

/** Models by name for one workspace: `default`, `simulated/…`, and those of every provider that is set up. */
export function createModelCapability(options: ModelCapabilityOptions): ModelCapability {
  const { workspaceId, idleTimeoutMs = IDLE_TIMEOUT_MS } = options;
  return {
    async generate(request, { signal, simulated, onText }) {
      if (simulated) return generateSimulated('fast', request, { signal, onText });
      const setup = await options.setup();
      const id = await resolveModel(setup, workspaceId, request.model);
      const parsed = parseModelId(id);
      if (!parsed) throw unknownModel(`The model "${id}" has no provider; a name looks like openai/gpt-4.1-mini.`);
      if (parsed.provider === 'simulated') {
        if (isSimulatedName(parsed.model)) return generateSimulated(parsed.model, request, { signal, onText });
        throw unknownModel(`There is no simulated model "${parsed.model}".`);
      }
      const call = callOf(setup, id, parsed.provider, parsed.model);
      return generate(call, request, { signal, onText, idleTimeoutMs });
    },
  };
}
