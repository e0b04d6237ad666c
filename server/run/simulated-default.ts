import { z } from 'zod';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { definitionOf } from '#core/node/define.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { hasRealProvider } from '#server/capabilities/model/catalogue.ts';
import { readModelSetup } from '#server/capabilities/model/model-setup.ts';
import type { Deps } from '#server/deps.ts';

/**
 * Whether a run is simulated when nobody said: as soon as one model it names has no real provider set up, so that
 * a template runs at once on an empty machine and changes nothing outside.
 */
export async function isSimulatedByDefault(
  deps: Pick<Deps, 'pool' | 'env'>,
  workspaceId: string,
  document: WorkflowDocument,
): Promise<boolean> {
  const names = modelsNamed(document);
  if (names.length === 0) return false;
  const setup = await readModelSetup(deps, workspaceId);
  return names.some((name) => !hasRealProvider(setup, name));
}

const named = new WeakMap<WorkflowDocument, string[]>();

/** Read once for as long as the document is remembered. */
function modelsNamed(document: WorkflowDocument): string[] {
  const names = named.get(document) ?? modelsIn(document);
  named.set(document, names);
  return names;
}

/** Every `model` in a config, defaults included: a node type that calls models says so under this name. A pinned node calls none. */
function modelsIn(document: WorkflowDocument): string[] {
  return document.spec.nodes.flatMap((node) => {
    if (node.pinned) return [];
    const config = modelConfig.safeParse(definitionOf(nodeDefinitions, node.type)?.config.safeParse(node.config).data);
    return config.success ? [config.data.model] : [];
  });
}

const modelConfig = z.object({ model: z.string() });
