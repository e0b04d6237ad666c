import 'server-only';
import type { Capabilities } from '#core/node/capabilities.ts';
import type { Env } from '#server/env.ts';
import { createEgressFetch } from './http/egress.ts';
import { createModelCapability } from './model/model-capability.ts';

export interface CapabilityOptions {
  env: Pick<Env, 'openai' | 'defaultModel' | 'egressAllow'>;
  /** The default model of the workspace, as its row says. */
  workspaceDefault(): Promise<string>;
}

/** What executors may do besides computing. Made once per runner. */
export function createCapabilities({ env, workspaceDefault }: CapabilityOptions): Capabilities {
  return {
    model: createModelCapability({ env, workspaceDefault }),
    http: { fetch: createEgressFetch({ allow: env.egressAllow }) },
  };
}
