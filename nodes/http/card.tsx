import { CardBody } from '#components/node-kit/card-body.tsx';
import type { CardProps } from '#components/node-kit/card-body.tsx';
import { httpDefinition } from './definition.ts';
import type { HttpConfig } from './definition.ts';

export function HttpCard({ config }: CardProps<HttpConfig>) {
  return <CardBody meta={`HTTP · ${config.method}`} sentence={httpDefinition.summary(config)} />;
}
