import { describe, expect, test } from 'vitest';
import { validateInput } from '#core/graph/json-schema.ts';
import { validateWorkflow } from '#core/graph/validate.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { agentConfigSchema } from '#nodes/agent/definition.ts';
import { findTemplate, templates } from './templates.ts';

const HOLE = /\{\{/;

describe('templates', () => {
  test('there are six, each with a title and a sentence', () => {
    expect(templates().map(({ id }) => id)).toEqual([
      'draft_critique_publish',
      'contract_review',
      'research_report',
      'refund_triage',
      'incident_response',
      'release_checklist',
    ]);
    for (const { sentence, document } of templates()) {
      expect(document.metadata.title).toBeTruthy();
      expect(sentence).toMatch(/^[A-Z].{40,120}\.$/);
    }
    expect(findTemplate('constructor')).toBeUndefined();
  });

  test.each(templates().map((template) => [template.id, template] as const))(
    '%s has no problems',
    (_id, { document }) => {
      expect(validateWorkflow(document, nodeDefinitions)).toEqual([]);
    },
  );

  test.each(templates().map((template) => [template.id, template] as const))(
    '%s runs with nothing filled in',
    (_id, { document }) => {
      const input = validateInput(document.spec.input ?? {}, {});
      expect(input.ok).toBe(true);
      for (const property of Object.values(document.spec.input?.properties ?? {})) {
        expect(property).toMatchObject({ title: expect.any(String), default: expect.anything() });
      }
    },
  );

  test.each(templates().map((template) => [template.id, template] as const))(
    '%s has simulated replies that fit the schema of their agent',
    (_id, { document }) => {
      const agents = document.spec.nodes.filter(({ type }) => type === 'agent');
      expect(agents.length).toBeGreaterThan(1);
      for (const node of agents) {
        const { output, simulation } = agentConfigSchema.parse(node.config);
        expect(simulation?.replies?.length).toBeGreaterThan(0);
        for (const reply of simulation?.replies ?? []) {
          const answer = validateInput(output ?? {}, reply);
          expect(answer, `${node.id}: ${JSON.stringify(answer)}`).toMatchObject({ ok: true });
        }
      }
    },
  );

  test.each(templates().map((template) => [template.id, template] as const))(
    '%s names no model',
    (_id, { document }) => {
      for (const { config } of document.spec.nodes) {
        expect(config.model ?? 'default').toBe('default');
        expect(JSON.stringify(config.output ?? {})).not.toMatch(HOLE);
      }
    },
  );
});
