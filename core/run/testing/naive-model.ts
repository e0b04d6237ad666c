import type { GraphNode, WorkflowDocument } from '../../graph/schema.ts';
import { NaiveGraph } from './naive-graph.ts';
import type { NaiveEdge } from './naive-graph.ts';
import { takeOver } from './naive-redrive.ts';
import { edgeIs, isEnded, nodeIs } from './naive-readiness.ts';
import type { Cell, NaiveScope, NaiveStatus } from './naive-readiness.ts';

/**
 * A second implementation of the rules of a run, for property tests: written from the text of the rules, as directly
 * and as slowly as they read. It keeps what happened to each node and works out everything else anew each time. It
 * shares no code with the scheduler, reads the kind of a node from its type (the test registry names them alike), and
 * knows nothing of events, values or time.
 */

/** How an executor or a wait ended, after all retries. */
export type NaiveOutcome = { port: string | null } | { error: string } | { items: number };

const MUST_BE_WIRED = ['expired', 'unmet', 'error', 'rejected', 'blocked', 'conflict'];

export class NaiveModel {
  /** Every execution that was ever not pending, by key. */
  readonly executions = new Map<string, NaiveStatus>();
  readonly took = new Map<string, string[]>();
  readonly scopes: NaiveScope[] = [];
  run: 'running' | 'succeeded' | 'failed' | 'cancelled' = 'running';
  error: string | null = null;
  /** Ends that succeeded, in order. */
  readonly ends: string[] = [];
  private readonly graph: NaiveGraph;

  /** With `before`: a run that goes on from that one, in which the nodes of `again` run again. */
  constructor(document: WorkflowDocument, before?: { model: NaiveModel; again: ReadonlySet<string> }) {
    this.graph = new NaiveGraph(document);
    this.open('', undefined, null);
    if (before) takeOver(this.graph, before, this.top(), this);
    this.settle();
  }

  complete(key: string, outcome: NaiveOutcome): void {
    const [scope, id] = this.find(key);
    if ('error' in outcome) this.fail(scope, id, outcome.error);
    else if ('items' in outcome) this.expand(scope, id, key, outcome.items);
    else if (outcome.port !== null && MUST_BE_WIRED.includes(outcome.port) && !this.graph.isWired(id, outcome.port)) {
      this.fail(scope, id, `${outcome.port.toUpperCase()}_UNHANDLED`);
    } else this.end(scope, id, 'succeeded', outcome.port);
    this.settle();
  }

  cancel(): void {
    for (const node of this.graph.nodes) this.cancelNode(this.top(), node.id);
    this.run = 'cancelled';
  }

  private top(): NaiveScope {
    const [top] = this.scopes;
    if (!top) throw new Error('no scope');
    return top;
  }

  private find(key: string): [NaiveScope, string] {
    for (const scope of this.scopes) {
      for (const id of scope.cells.keys()) if (this.key(scope, id) === key) return [scope, id];
    }
    throw new Error(`The model has no ${key}`);
  }

  private cell(scope: NaiveScope, id: string): Cell {
    const cell = scope.cells.get(id);
    if (!cell) throw new Error(`no cell ${id}`);
    return cell;
  }

  private key(scope: NaiveScope, id: string): string {
    const { iteration } = this.cell(scope, id);
    return `${scope.path && `${scope.path}.`}${id}${iteration > 1 ? `#${iteration}` : ''}`;
  }

  private tookBy(scope: NaiveScope, node: GraphNode): string[] {
    const arrivals = scope.arrivals.get(node.id) ?? [];
    const cell = this.cell(scope, node.id);
    if (cell.forced) return arrivals.slice(0, 1);
    const first = arrivals.slice(0, this.graph.need(node) ?? arrivals.length);
    return this.graph.forward.filter((edge) => first.includes(edge.id)).map((edge) => edge.id);
  }

  /** Writes down which edges were newly taken by what just happened. */
  private noteArrivals(scope: NaiveScope): void {
    for (const edge of this.graph.forward) {
      if (!scope.cells.has(edge.from) || edgeIs(this.graph, scope, edge) !== 'taken') continue;
      const list = scope.arrivals.get(edge.to) ?? [];
      if (!list.includes(edge.id)) scope.arrivals.set(edge.to, [...list, edge.id]);
    }
  }

  private open(path: string, level: string | undefined, owner: NaiveScope['owner']): void {
    const cells = new Map<string, Cell>();
    for (const node of this.graph.nodes) {
      if (node.parent === level) {
        cells.set(node.id, { iteration: 1, status: null, fired: null, forced: false, items: null });
      }
    }
    this.scopes.push({ path, level, owner, cells, loops: new Map(), arrivals: new Map(), ended: null });
  }

  private mark(scope: NaiveScope, id: string, status: NaiveStatus, fired: string | null): void {
    const cell = this.cell(scope, id);
    cell.status = status;
    cell.fired = fired;
    this.executions.set(this.key(scope, id), status);
  }

  private end(scope: NaiveScope, id: string, status: NaiveStatus, fired: string | null): void {
    this.mark(scope, id, status, fired);
    if (this.graph.node(id).type === 'end' && status === 'succeeded') this.ends.push(this.key(scope, id));
    const loop = this.graph.loops.find((edge) => edge.from === id && edge.port === fired);
    if (loop) {
      const count = scope.loops.get(loop.id) ?? 0;
      if (count < (loop.max ?? 0)) return this.iterate(scope, loop, count + 1);
      if (!this.graph.forward.some((edge) => edge.from === id && edge.port === fired)) {
        return this.failScope(scope, 'LOOP_EXHAUSTED');
      }
    }
    this.noteArrivals(scope);
  }

  private iterate(scope: NaiveScope, loop: NaiveEdge, count: number): void {
    const body = this.graph.body(loop);
    for (const id of body) this.cancelNode(scope, id);
    for (const id of body) {
      const cell = this.cell(scope, id);
      scope.cells.set(id, { iteration: cell.iteration + 1, status: null, fired: null, forced: false, items: null });
      // What came from outside stays; what came from inside is gone.
      const kept = (scope.arrivals.get(id) ?? []).filter((arrival) =>
        this.graph.forward.some((edge) => edge.id === arrival && !body.has(edge.from)),
      );
      scope.arrivals.set(id, kept);
    }
    for (const inner of this.graph.loops) {
      const other = this.graph.body(inner);
      if (other.size < body.size && [...other].every((id) => body.has(id))) scope.loops.delete(inner.id);
    }
    scope.loops.set(loop.id, count);
    this.cell(scope, loop.to).forced = true;
    scope.arrivals.set(loop.to, [loop.id]);
  }

  private fail(scope: NaiveScope, id: string, code: string): void {
    const { onError, type } = this.graph.node(id);
    const rule = onError ?? (this.graph.isWired(id, 'error') ? 'branch' : 'fail');
    if (rule === 'branch' && this.graph.isWired(id, 'error')) return this.end(scope, id, 'failed', 'error');
    if (rule === 'continue' && !['end', 'branch', 'gate'].includes(type)) return this.end(scope, id, 'failed', 'out');
    this.mark(scope, id, 'failed', null);
    this.failScope(scope, code);
  }

  private failScope(scope: NaiveScope, code: string): void {
    for (const id of scope.cells.keys()) this.cancelNode(scope, id);
    scope.ended = 'failed';
    if (!scope.owner) {
      this.run = 'failed';
      this.error = code;
      return;
    }
    const { scope: outer, node } = scope.owner;
    if ((this.graph.node(node).config['onItemError'] ?? 'fail') !== 'fail') return;
    this.cancelItems(outer, node);
    this.fail(outer, node, 'ITEM_FAILED');
  }

  private cancelItems(scope: NaiveScope, id: string): void {
    for (const path of this.cell(scope, id).items ?? []) {
      const item = this.scopes.find((one) => one.path === path);
      if (!item || item.ended) continue;
      for (const child of item.cells.keys()) this.cancelNode(item, child);
      item.ended = 'cancelled';
    }
  }

  private cancelNode(scope: NaiveScope, id: string): void {
    if (scope.cells.get(id)?.status !== 'active') return;
    this.cancelItems(scope, id);
    this.mark(scope, id, 'cancelled', null);
  }

  private expand(scope: NaiveScope, id: string, key: string, count: number): void {
    const cell = this.cell(scope, id);
    cell.items = Array.from({ length: count }, (_, index) => `${key}[${index}]`);
  }

  private openItems(scope: NaiveScope, id: string): boolean {
    const items = this.cell(scope, id).items ?? [];
    const opened = this.scopes.filter((one) => items.includes(one.path));
    const running = opened.filter((one) => !one.ended).length;
    const next = items[opened.length];
    if (next === undefined || running >= Number(this.graph.node(id).config['concurrency'] ?? 10)) return false;
    this.open(next, id, { scope, node: id, count: items.length });
    return true;
  }

  private settle(): void {
    while (this.run === 'running' && this.consequence());
    if (this.run !== 'running') return;
    for (const scope of this.live()) {
      for (const node of this.of(scope)) {
        if (this.cell(scope, node.id).status !== null || nodeIs(this.graph, scope, node) !== 'ready') continue;
        this.took.set(this.key(scope, node.id), this.tookBy(scope, node));
        this.mark(scope, node.id, 'active', null);
      }
    }
    if ([...this.top().cells.values()].every((cell) => isEnded(cell))) {
      this.top().ended = 'succeeded';
      this.run = 'succeeded';
    }
  }

  private live(): NaiveScope[] {
    return this.scopes.filter((scope) => !scope.ended);
  }

  private of(scope: NaiveScope): GraphNode[] {
    return this.graph.nodes.filter((node) => scope.cells.has(node.id));
  }

  /** Does one thing that follows without anybody doing anything, and says whether there was one. */
  private consequence(): boolean {
    return this.openSomeItem() || this.cancelSomeOthers() || this.skipSome() || this.endSomeItem() || this.endSomeMap();
  }

  private openSomeItem(): boolean {
    return this.live().some((scope) =>
      this.of(scope).some((node) => this.cell(scope, node.id).status === 'active' && this.openItems(scope, node.id)),
    );
  }

  private cancelSomeOthers(): boolean {
    for (const node of this.graph.nodes.filter((one) => one.config['cancelOthers'] === true)) {
      for (const scope of this.live()) {
        if (scope.cells.get(node.id)?.status !== null || nodeIs(this.graph, scope, node) !== 'ready') continue;
        const others = [...this.graph.cancelSet(node.id)].filter((id) => !isEnded(this.cell(scope, id)));
        if (others.length === 0) continue;
        for (const id of others) {
          if (this.cell(scope, id).status === 'active') this.cancelNode(scope, id);
          else this.mark(scope, id, 'skipped', null);
        }
        this.noteArrivals(scope);
        return true;
      }
    }
    return false;
  }

  private skipSome(): boolean {
    for (const node of this.graph.nodes) {
      for (const scope of this.live()) {
        if (scope.cells.get(node.id)?.status !== null) continue;
        const is = nodeIs(this.graph, scope, node);
        if (is === 'skipped') this.end(scope, node.id, 'skipped', null);
        else if (is === 'ready' && node.disabled) this.end(scope, node.id, 'skipped', 'out');
        else if (is === 'unmet' && this.graph.isWired(node.id, 'unmet')) this.end(scope, node.id, 'succeeded', 'unmet');
        else if (is === 'unmet') this.fail(scope, node.id, 'JOIN_UNREACHABLE');
        else continue;
        return true;
      }
    }
    return false;
  }

  private endSomeItem(): boolean {
    const item = this.live().find((scope) => scope.owner && [...scope.cells.values()].every((cell) => isEnded(cell)));
    if (item) item.ended = 'succeeded';
    return item !== undefined;
  }

  private endSomeMap(): boolean {
    for (const scope of this.live()) {
      for (const node of this.of(scope)) {
        const { status, items } = this.cell(scope, node.id);
        if (status !== 'active' || !items) continue;
        const done = items.every((path) => this.scopes.find((one) => one.path === path)?.ended);
        if (!done) continue;
        this.end(scope, node.id, 'succeeded', 'out');
        return true;
      }
    }
    return false;
  }
}
