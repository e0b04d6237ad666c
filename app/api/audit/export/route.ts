import { getAuditExport } from '#server/http/audit-export.ts';

export const GET = (request: Request): Promise<Response> => getAuditExport(request);
