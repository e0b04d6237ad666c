/** A problem as core's validation reports it. */
export interface Problem {
  code: string;
  severity: 'error' | 'warning';
  message: string;
  nodeId?: string;
  edgeId?: string;
  path?: (string | number)[];
}
