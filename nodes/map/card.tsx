import { CardBody } from '#components/node-kit/card-body.tsx';
import type { CardProps } from '#components/node-kit/card-body.tsx';
import { mapDefinition } from './definition.ts';
import type { MapConfig } from './definition.ts';

export function MapCard({ config }: CardProps<MapConfig>) {
  return <CardBody meta="Map · for each item" sentence={mapDefinition.summary(config)} lines={1} />;
}
