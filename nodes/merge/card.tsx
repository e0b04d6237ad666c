import { CardBody } from '#components/node-kit/card-body.tsx';
import type { CardProps } from '#components/node-kit/card-body.tsx';
import { mergeDefinition } from './definition.ts';
import type { MergeConfig } from './definition.ts';

export function MergeCard({ config }: CardProps<MergeConfig>) {
  return <CardBody meta={`Merge · ${config.mode}`} sentence={mergeDefinition.summary(config)} />;
}
