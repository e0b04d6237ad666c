'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Table, TableCell, TableHead, TableRow } from '#components/ui/table.tsx';
import type { Json, JsonObject } from '#core/json.ts';
import { tableColumns } from './shape.ts';

const STEP = 100;

function cellText(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function JsonTable({ rows }: { rows: readonly JsonObject[] }) {
  const [limit, setLimit] = useState(STEP);
  const columns = tableColumns(rows);
  return (
    <div className="flex flex-col gap-2">
      <div className="rounded-md border border-line">
        <Table>
          <thead>
            <tr>
              {columns.map((column) => (
                <TableHead key={column} className="font-mono">
                  {column}
                </TableHead>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, limit).map((row, index) => (
              <TableRow key={index}>
                {columns.map((column) => (
                  <TableCell key={column} className="h-auto max-w-80 align-top text-xs break-words">
                    <span className="line-clamp-6">
                      {cellText(Object.hasOwn(row, column) ? row[column] : undefined)}
                    </span>
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </tbody>
        </Table>
      </div>
      {rows.length > limit ? (
        <Button size="sm" className="self-start" onClick={() => setLimit(limit + STEP)}>
          Show more rows ({rows.length - limit} left)
        </Button>
      ) : null}
    </div>
  );
}
