import { CardBody } from '#components/node-kit/card-body.tsx';
import type { CardProps } from '#components/node-kit/card-body.tsx';
import { waitDefinition } from './definition.ts';
import type { WaitConfig } from './definition.ts';

export function WaitCard({ config }: CardProps<WaitConfig>) {
  return <CardBody meta="Wait" sentence={waitDefinition.summary(config)} />;
}
