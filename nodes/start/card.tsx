import { CardBody } from '#components/node-kit/card-body.tsx';
import { startDefinition } from './definition.ts';

export function StartCard() {
  return <CardBody meta="Start" sentence={startDefinition.summary({})} />;
}
