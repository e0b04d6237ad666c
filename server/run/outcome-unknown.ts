/**
 * SQL: a node of the run `r` waits for a person who says what happened. The projection does not say why a node waits,
 * so its events do; only runs that have not ended are looked into.
 */
export const OUTCOME_UNKNOWN = `(r.status IN ('running', 'waiting') AND EXISTS (
    SELECT FROM node_run n JOIN run_event e ON e.run_id = n.run_id AND e.key = n.key
    WHERE n.run_id = r.id AND n.status = 'waiting' AND e.type = 'node.waiting'
      AND e.body->>'reason' = 'outcome_unknown'))`;

/** SQL: the run `r` waits for a person, and not only for a time to come. */
export const NEEDS_PERSON = `(r.status = 'waiting' AND (${OUTCOME_UNKNOWN} OR EXISTS (
    SELECT FROM approval a WHERE a.run_id = r.id AND a.status = 'pending')))`;
