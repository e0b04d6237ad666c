import { z } from 'zod';
import type { Problem } from '#core/graph/problem.ts';

const problemsSchema = z.array(
  z.object({
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    message: z.string(),
    nodeId: z.string().optional(),
    edgeId: z.string().optional(),
    path: z.array(z.union([z.string(), z.number()])).optional(),
  }),
);

/** The errors that a refusal lists; some only the server can know, such as too few people for an approval. */
export function problemsIn(details: unknown): Problem[] {
  const problems = problemsSchema.safeParse(details);
  return problems.success ? problems.data.filter((problem) => problem.severity === 'error') : [];
}
