import 'server-only';
import type { CapabilitiesOf } from '#core/node/capabilities.ts';
import { createEgressFetch } from './http/egress.ts';
import { createHttpCapability } from './http/secret-fetch.ts';
import { createModelCapability } from './model/model-capability.ts';
import { keepModelSetups, type ModelSetupDeps } from './model/model-setup.ts';

/** What executors may do besides computing, by the workspace of their run. Made once per runner. */
export function createCapabilities(deps: ModelSetupDeps): CapabilitiesOf {
  const setupOf = keepModelSetups(deps);
  const egress = createEgressFetch({ allow: deps.env.egressAllow });
  return ({ workspaceId }) => ({
    model: createModelCapability({ workspaceId, setup: () => setupOf(workspaceId) }),
    http: createHttpCapability(deps, egress, workspaceId),
  });
}
