import { any, fork, forked, gate, line, type Nodes, quorum, type Seed } from './seed.ts';

/** Somebody approves, then something is sent. */
const asked: Nodes = { start: 'start', draft: 'task', ask: gate('1d'), pay: 'send', done: 'end', no: 'end' };
const asking = ['start > draft', 'draft > ask', 'ask.approved > pay', 'ask.rejected > no', 'pay > done'];
/** The same where whatever happens comes to one end. */
const askedOne: Nodes = { start: 'start', draft: 'task', ask: gate('1d'), pay: 'send', done: 'end' };
const askingOne = ['start > draft', 'draft > ask', 'ask.approved > pay', 'ask.rejected > done', 'pay > done'];

/** Defects in what a run comes to: approvals that do not hold, ways that lead nowhere, ends that race. */
export const OUTCOME_SEEDS: Record<string, Seed> = {
  'an approval that an error goes around': {
    code: 'GATE_BYPASSED',
    severity: 'warning',
    nodes: asked,
    edges: [...asking, 'ask.expired > no', 'draft.error > pay'],
    trail: ['start', 'start.out->draft', 'draft', 'draft.error->pay', 'pay'],
    mended: 'by its fix',
  },
  'an approval that a wire goes beside': {
    code: 'GATE_BYPASSED',
    severity: 'warning',
    nodes: { ...askedOne, other: 'task' },
    edges: [...askingOne, 'ask.expired > done', 'start > other', 'other > pay'],
    trail: ['start', 'start.out->other', 'other', 'other.out->pay', 'pay'],
    mended: 'by its fix',
  },
  'a refusal that leads to the same place': {
    code: 'GATE_BYPASSED',
    severity: 'warning',
    nodes: asked,
    edges: [...asking, 'ask.expired > pay'],
    trail: ['start', 'start.out->draft', 'draft', 'draft.out->ask', 'ask', 'ask.expired->pay', 'pay'],
    mended: 'by its fix',
  },
  'an approval in a race with a clock': {
    code: 'GATE_BYPASSED',
    severity: 'warning',
    nodes: { start: 'start', ask: gate(), wait: 'timer', m: any, pay: 'send', done: 'end' },
    edges: [
      'start > ask',
      'start > wait',
      'ask.approved > m',
      'ask.rejected > done',
      'wait > m',
      'm > pay',
      'pay > done',
    ],
    trail: ['start', 'start.out->wait', 'wait', 'wait.out->m', 'm', 'm.out->pay', 'pay'],
    mended: {
      edges: ['start > wait', 'wait > ask', 'ask.approved > m', 'ask.rejected > done', 'm > pay', 'pay > done'],
    },
  },
  'an approval that a merge of all does not need': {
    code: 'GATE_BYPASSED',
    severity: 'warning',
    nodes: { ...askedOne, m: 'merge', other: 'task' },
    edges: [
      ...['start > draft', 'draft > ask', 'start > other', 'other > m', 'ask.approved > m', 'ask.rejected > done'],
      ...['ask.expired > done', 'm > pay', 'pay > done'],
    ],
    trail: ['start', 'start.out->other', 'other', 'other.out->m', 'm', 'm.out->pay', 'pay'],
    mended: { nodes: { ...askedOne, m: quorum(2), other: 'task' } },
  },
  'an approval inside a map that one child goes past': {
    code: 'GATE_BYPASSED',
    severity: 'warning',
    nodes: {
      ...line,
      each: 'map',
      look: { type: 'task', parent: 'each' },
      ask: { ...gate(), parent: 'each' },
      no: { type: 'task', parent: 'each' },
      pay: { type: 'send', parent: 'each' },
    },
    edges: [
      ...['start > a', 'a > each', 'each > done', 'look > ask', 'ask.approved > pay', 'ask.rejected > no'],
      'look.error > pay',
    ],
    trail: ['start', 'start.out->a', 'a', 'a.out->each', 'each', 'look', 'look.error->pay', 'pay'],
    mended: 'by its fix',
  },
  'a case that leads nowhere': {
    code: 'SILENT_END',
    severity: 'warning',
    nodes: { ...line, fork: 'branch' },
    edges: ['start > a', 'a > fork', 'fork.yes > done'],
    trail: ['start', 'start.out->a', 'a', 'a.out->fork', 'fork'],
    mended: 'by its fix',
  },
  'an approval that leads nowhere': {
    code: 'SILENT_END',
    severity: 'warning',
    nodes: { ...line, ask: gate() },
    edges: ['start > ask', 'ask.rejected > a', 'a > done'],
    trail: ['start', 'start.out->ask', 'ask'],
    mended: 'by its fix',
  },
  'a success that leads nowhere, beside an error that is handled': {
    code: 'SILENT_END',
    severity: 'warning',
    nodes: line,
    edges: ['start > a', 'a.error > done'],
    trail: ['start', 'start.out->a', 'a'],
    mended: 'by its fix',
  },
  'a choice behind a choice that leads nowhere': {
    code: 'SILENT_END',
    severity: 'warning',
    nodes: { ...fork, again: 'branch', other: 'end' },
    edges: [...forked, 'a > again', 'b > done', 'again.yes > other'],
    trail: ['start', 'start.out->fork', 'fork', 'fork.yes->a', 'a', 'a.out->again', 'again'],
    mended: { edges: [...forked, 'a > again', 'b > done', 'again.yes > other', 'again.else > other'] },
  },
  'a refusal that leads nowhere': {
    code: 'PORT_UNWIRED',
    severity: 'warning',
    nodes: { ...line, ask: gate() },
    edges: ['start > a', 'a > ask', 'ask.approved > done'],
    trail: ['start', 'start.out->a', 'a', 'a.out->ask', 'ask'],
    mended: 'by its fix',
  },
  'two ends side by side': {
    code: 'ENDS_RACE',
    severity: 'warning',
    nodes: { ...line, b: 'task', other: 'end' },
    edges: ['start > a', 'start > b', 'a > done', 'b > other'],
    trail: ['start', 'start.out->a', 'a', 'a.out->done', 'done', 'start.out->b', 'b', 'b.out->other', 'other'],
    mended: { nodes: { ...line, b: 'task' }, edges: ['start > a', 'start > b', 'a > done', 'b > done'] },
  },
  'two ends behind one case of many': {
    code: 'ENDS_RACE',
    severity: 'warning',
    nodes: { ...fork, c: 'task', other: 'end' },
    edges: [...forked, 'fork.else > c', 'a > done', 'b > done', 'c > other'],
    trail: [
      ...['start', 'start.out->fork', 'fork', 'fork.else->b', 'b', 'b.out->done', 'done'],
      ...['fork.else->c', 'c', 'c.out->other', 'other'],
    ],
    mended: { edges: ['start > fork', 'fork.yes > b', 'b > a', 'fork.else > c', 'a > done', 'c > other'] },
  },
};
