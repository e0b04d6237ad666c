import type { ModelCapability, ModelRequest } from '#core/node/capabilities.ts';
import { NodeFailure } from '#core/node/executor.ts';
import type { RunError } from '#core/run/events.ts';
import { storable } from '#server/db/storable.ts';

/**
 * The model capability of one run: every call is refused once the run has reached one of its limits, and what is asked
 * holds no secret. Data of the run has none any more; this is for what an executor adds within one attempt.
 */
export function limitModel(model: ModelCapability, reached: () => RunError | null): ModelCapability {
  return {
    async generate(request, options) {
      const error = reached();
      if (error) throw new NodeFailure(error);
      return model.generate(storable(request) as unknown as ModelRequest, options);
    },
  };
}
