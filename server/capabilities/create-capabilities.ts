import 'server-only';
import type { CapabilitiesOf } from '#core/node/capabilities.ts';
import { createEgressFetch } from './http/egress.ts';
import { createModelCapability } from './model/model-capability.ts';
import { keepModelSetups, type ModelSetupDeps } from './model/model-setup.ts';

/** What executors may do besides computing, by the workspace of their run. Made once per runner. */
export function createCapabilities(deps: ModelSetupDeps): CapabilitiesOf {
  const setupOf = keepModelSetups(deps);
  const http = { fetch: createEgressFetch({ allow: deps.env.egressAllow }) };
  return ({ workspaceId }) => ({
    model: createModelCapability({ workspaceId, setup: () => setupOf(workspaceId) }),
    http,
  });
}
