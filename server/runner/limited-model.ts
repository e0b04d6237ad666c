import type { ModelCapability } from '#core/node/capabilities.ts';
import { NodeFailure } from '#core/node/executor.ts';
import type { RunError } from '#core/run/events.ts';

/** The model capability of one run: every call is refused once the run has reached one of its limits. */
export function limitModel(model: ModelCapability, reached: () => RunError | null): ModelCapability {
  return {
    async generate(request, options) {
      const error = reached();
      if (error) throw new NodeFailure(error);
      return model.generate(request, options);
    },
  };
}
