import type { Pool } from '#server/db/pool.ts';

/** What names a secret, and stops working without it. */
export interface SecretUses {
  providers: string[];
  workflows: { name: string; title: string }[];
}

interface UseRow {
  secret: string;
  kind: 'provider' | 'workflow';
  name: string;
  title: string;
}

/** Who uses which secret of the workspace, by the secret's name: providers, and workflows in draft or as published. */
export async function usesOfSecrets(
  client: Pick<Pool, 'query'>,
  workspaceId: string,
): Promise<(secret: string) => SecretUses> {
  const { rows } = await client.query<UseRow>(
    `SELECT s.name AS secret, 'provider' AS kind, p.name, p.name AS title
     FROM provider p JOIN secret s ON s.id = p.secret_id WHERE p.workspace_id = $1
     UNION
     SELECT used #>> '{}', 'workflow', w.name, w.title
     FROM workflow w
     LEFT JOIN workflow_version v ON v.workflow_id = w.id AND v.number = w.published_version
     LEFT JOIN graph_snapshot g ON g.workspace_id = w.workspace_id AND g.hash = v.graph_hash,
     LATERAL (
       SELECT jsonb_path_query(w.draft::jsonb, '$.spec.nodes[*].config.secret')
       UNION SELECT jsonb_path_query(g.document::jsonb, '$.spec.nodes[*].config.secret')
     ) AS named (used)
     WHERE w.workspace_id = $1
     ORDER BY 4`,
    [workspaceId],
  );
  return (secret) => {
    const own = rows.filter((row) => row.secret === secret);
    return {
      providers: own.filter(({ kind }) => kind === 'provider').map(({ name }) => name),
      workflows: own.filter(({ kind }) => kind === 'workflow').map(({ name, title }) => ({ name, title })),
    };
  };
}
