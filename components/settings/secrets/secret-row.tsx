'use client';

import Link from 'next/link';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { Badge } from '#components/ui/badge.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { DeleteSecret } from './delete-secret.tsx';
import { EditSecret } from './edit-secret.tsx';
import { ReplaceValue } from './replace-value.tsx';

export type SecretItem = RouterOutputs['secret']['list'][number];

export function SecretRow({ secret, mayManage }: { secret: SecretItem; mayManage: boolean }) {
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 border-b border-line px-3 py-3 last:border-b-0">
      <div className="flex min-w-0 flex-1 basis-64 flex-col gap-1">
        <span className="font-mono text-base font-medium [overflow-wrap:anywhere]">{secret.name}</span>
        {secret.description ? <span className="text-sm text-muted">{secret.description}</span> : null}
        <span className="flex flex-wrap gap-1">
          {secret.hosts.map((host) => (
            <Badge
              key={host}
              className="h-auto min-h-5 max-w-full font-mono whitespace-normal [overflow-wrap:anywhere]"
            >
              {host}
            </Badge>
          ))}
          {secret.hosts.length === 0 ? <Badge tone="warning">No host allowed</Badge> : null}
        </span>
        <span className="text-xs text-muted">
          Version {secret.version}, changed <RelativeTime iso={secret.updatedAt} />, added by {secret.createdBy.name} ·{' '}
          {secret.lastUsedAt ? (
            <>
              last used <RelativeTime iso={secret.lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
          {secret.usedBy.providers.length > 0 ? (
            <>
              {' · deleted with its '}
              <Link href="/settings/models" className="text-accent hover:underline">
                provider
              </Link>
            </>
          ) : null}
        </span>
      </div>
      {mayManage ? (
        <div className="flex items-center gap-1">
          <ReplaceValue secret={secret} />
          <EditSecret secret={secret} />
          {secret.usedBy.providers.length === 0 ? <DeleteSecret secret={secret} /> : null}
        </div>
      ) : null}
    </li>
  );
}
