import type { z } from 'zod';
import { CardBody } from '#components/node-kit/card-body.tsx';
import type { CardProps } from '#components/node-kit/card-body.tsx';
import { endDefinition } from './definition.ts';
import type { endConfigSchema } from './definition.ts';

export function EndCard({ config }: CardProps<z.output<typeof endConfigSchema>>) {
  return <CardBody meta="End" sentence={endDefinition.summary(config)} />;
}
