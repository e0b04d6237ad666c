import type { z } from 'zod';
import { CardBody } from '#components/node-kit/card-body.tsx';
import type { CardProps } from '#components/node-kit/card-body.tsx';
import { setDefinition } from './definition.ts';
import type { setConfigSchema } from './definition.ts';

export function SetCard({ config }: CardProps<z.output<typeof setConfigSchema>>) {
  return <CardBody meta="Set" sentence={setDefinition.summary(config)} />;
}
