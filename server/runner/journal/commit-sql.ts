/**
 * The commit. One statement for many runs: it locks the runs in the order of their ids, keeps those whose fencing
 * token and last event are as the writer believes, and writes all rows of these and nothing of the others. A run that
 * does not come back was fenced.
 */
const CORE = `
  input AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1::json) AS x(
      id uuid, epoch int, expected int, last_seq int, status text, phase text, started_at timestamptz,
      ended_at timestamptz, output jsonb, error jsonb, input_tokens int, output_tokens int, cost_usd float8,
      progress boolean)),
  locked AS MATERIALIZED (
    SELECT r.id FROM run r JOIN input i ON i.id = r.id
    WHERE r.epoch = i.epoch AND r.last_seq = i.expected AND r.phase <> 'final'
    ORDER BY r.id FOR UPDATE OF r),
  written AS (
    UPDATE run r SET
      last_seq = i.last_seq, status = i.status, phase = i.phase,
      started_at = coalesce(r.started_at, i.started_at), ended_at = i.ended_at, output = i.output, error = i.error,
      input_tokens = coalesce(i.input_tokens, r.input_tokens),
      output_tokens = coalesce(i.output_tokens, r.output_tokens),
      cost_usd = CASE WHEN i.input_tokens IS NULL THEN r.cost_usd ELSE i.cost_usd END,
      idle_claims = CASE WHEN i.progress THEN 0 ELSE r.idle_claims END
    FROM input i JOIN locked l ON l.id = i.id
    WHERE r.id = i.id
    RETURNING r.id, r.workspace_id, r.phase),
  events AS (
    INSERT INTO run_event (run_id, seq, at, v, type, key, body)
    SELECT e.run_id, e.seq, e.at, e.v, e.type, e.key, e.body
    FROM json_to_recordset($2::json) AS e(
      run_id uuid, seq int, at timestamptz, v int, type text, key text, body jsonb)
    JOIN written w ON w.id = e.run_id),
  node_runs AS (
    INSERT INTO node_run (run_id, key, node_id, status, attempt, started_at, ended_at, output, error, usage)
    SELECT n.run_id, n.key, n.node_id, n.status, n.attempt, n.started_at, n.ended_at, n.output, n.error, n.usage
    FROM json_to_recordset($3::json) AS n(
      run_id uuid, key text, node_id text, status text, attempt int, started_at timestamptz, ended_at timestamptz,
      output jsonb, error jsonb, usage jsonb)
    JOIN written w ON w.id = n.run_id
    ON CONFLICT (run_id, key) DO UPDATE SET
      status = excluded.status, attempt = excluded.attempt, started_at = excluded.started_at,
      ended_at = excluded.ended_at, output = excluded.output, error = excluded.error, usage = excluded.usage)`;

const RARE = `
  artifacts AS (
    INSERT INTO artifact (id, run_id, bytes, value)
    SELECT a.id, a.run_id, a.bytes, a.value
    FROM json_to_recordset($4::json) AS a(id uuid, run_id uuid, bytes int, value jsonb)
    JOIN written w ON w.id = a.run_id),
  timers AS (
    INSERT INTO timer (run_id, key, attempt, due_at)
    SELECT t.run_id, t.key, t.attempt, t.due_at
    FROM json_to_recordset($5::json) AS t(run_id uuid, key text, attempt int, due_at timestamptz)
    JOIN written w ON w.id = t.run_id),
  timers_gone AS (
    DELETE FROM timer t USING json_to_recordset($6::json) AS g(run_id uuid, key text), written w
    WHERE w.id = g.run_id AND t.run_id = g.run_id AND t.key = g.key),
  approvals AS (
    INSERT INTO approval (id, workspace_id, run_id, key, node_id, status, title, message, editable, roles, users,
                          required, payload_hash, due_at)
    SELECT a.id, w.workspace_id, a.run_id, a.key, a.node_id, a.status, a.title, a.message, a.editable, a.roles, a.users,
           a.required, a.payload_hash, a.due_at
    FROM json_to_recordset($7::json) AS a(
      id uuid, run_id uuid, key text, node_id text, status text, title text, message text, editable jsonb,
      roles text[], users text[], required int, payload_hash text, due_at timestamptz)
    JOIN written w ON w.id = a.run_id),
  withdrawn AS (
    UPDATE approval a SET status = 'withdrawn'
    FROM json_to_recordset($8::json) AS g(run_id uuid, id uuid), written w
    WHERE w.id = g.run_id AND a.run_id = g.run_id AND a.id = g.id AND a.status = 'pending'),
  consumed AS (
    UPDATE run_signal s SET consumed_at = now()
    FROM json_to_recordset($9::json) AS g(run_id uuid, key text), written w
    WHERE w.id = g.run_id AND s.run_id = g.run_id AND s.key = g.key AND s.consumed_at IS NULL),
  deltas_gone AS (
    DELETE FROM run_delta d USING json_to_recordset($10::json) AS g(run_id uuid, key text), written w
    WHERE w.id = g.run_id AND d.run_id = g.run_id AND d.key = g.key),
  last_timers AS (DELETE FROM timer t USING written w WHERE w.phase = 'final' AND t.run_id = w.id),
  last_deltas AS (DELETE FROM run_delta d USING written w WHERE w.phase = 'final' AND d.run_id = w.id)`;

/** Prepared on each connection: planning it anew would cost more than running it. */
export const COMMIT = { name: 'commit', text: `WITH ${CORE} SELECT id FROM written` };
export const COMMIT_RARE = { name: 'commit_rare', text: `WITH ${CORE}, ${RARE} SELECT id FROM written` };
