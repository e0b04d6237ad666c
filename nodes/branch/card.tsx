import { CardBody } from '#components/node-kit/card-body.tsx';
import type { CardProps } from '#components/node-kit/card-body.tsx';
import { branchDefinition } from './definition.ts';
import type { BranchConfig } from './definition.ts';

export function BranchCard({ config }: CardProps<BranchConfig>) {
  return (
    <CardBody
      meta={`Branch · ${config.cases.length} ${config.cases.length === 1 ? 'case' : 'cases'}`}
      sentence={branchDefinition.summary(config)}
    />
  );
}
