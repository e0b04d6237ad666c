import { CardBody } from '#components/node-kit/card-body.tsx';
import type { CardProps } from '#components/node-kit/card-body.tsx';
import { agentDefinition } from './definition.ts';
import type { AgentConfig } from './definition.ts';

export function AgentCard({ config }: CardProps<AgentConfig>) {
  return (
    <CardBody
      meta={`Agent · ${config.model === 'default' ? 'default model' : config.model}`}
      sentence={agentDefinition.summary(config)}
    />
  );
}
