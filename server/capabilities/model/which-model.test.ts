import { afterEach, describe, expect, test } from 'vitest';
import { startFakeOpenAi } from '#server/testing/fake-openai.ts';
import { environmentProviders } from './model-setup.ts';
import { ASK, capability, closeOpened, failure, opened, provider } from './testing/ask-model.ts';

afterEach(closeOpened);

describe('which model', () => {
  const options = () => ({ signal: new AbortController().signal, simulated: false, onText: () => undefined });
  const quick = { ...ASK, model: 'default', simulation: { latencyMs: 0 } };
  const nothing = { openai: { apiKey: null, baseUrl: null }, anthropic: { apiKey: null }, google: { apiKey: null } };
  const openAiAt = (baseUrl: string) => environmentProviders({ ...nothing, openai: { apiKey: null, baseUrl } });

  test('default is simulated until a provider is set up', async () => {
    expect((await capability({}).generate(quick, options())).model).toBe('simulated/fast');
  });

  test('default is the first model of the server at OPENAI_BASE_URL, which may be private', async () => {
    const fake = await opened(startFakeOpenAi({ models: ['llama3', 'other'] }));
    const models = capability({ providers: openAiAt(fake.baseUrl) });
    expect((await models.generate(quick, options())).model).toBe('openai/llama3');
  });

  test('default is the first provider that was set up', async () => {
    const fake = await opened(startFakeOpenAi());
    const mine = provider({ kind: 'compatible', baseUrl: fake.baseUrl, models: ['added'] });
    const other = provider({ kind: 'compatible', name: 'other', baseUrl: 'http://127.0.0.1:1' });
    expect((await capability({ providers: [mine, other] }).generate(quick, options())).model).toBe('mine/added');
  });

  test('what the workspace chose goes before that, and FERMATA_DEFAULT_MODEL before both', async () => {
    const fake = await opened(startFakeOpenAi({ models: ['llama3', 'chosen', 'said'] }));
    const setup = { providers: openAiAt(fake.baseUrl), chosenDefault: 'openai/chosen' };
    expect((await capability(setup).generate(quick, options())).model).toBe('openai/chosen');
    const both = { ...setup, environmentDefault: 'openai/said' };
    expect((await capability(both).generate(quick, options())).model).toBe('openai/said');
  });

  test('a simulated run asks nobody', async () => {
    const fake = await opened(startFakeOpenAi());
    const models = capability({ providers: openAiAt(fake.baseUrl) });
    const response = await models.generate({ ...quick, model: 'openai/fake-1' }, { ...options(), simulated: true });
    expect(response.model).toBe('simulated/fast');
    expect(fake.requests).toHaveLength(0);
  });

  test('a key of the environment makes a provider of its kind, at its own address', () => {
    const providers = environmentProviders({
      openai: { apiKey: 'a', baseUrl: null },
      anthropic: { apiKey: 'b' },
      google: { apiKey: 'c' },
    });
    expect(providers.map(({ name, kind, baseUrl, variable }) => [name, kind, new URL(baseUrl).host, variable])).toEqual(
      [
        ['openai', 'openai', 'api.openai.com', 'OPENAI_API_KEY'],
        ['anthropic', 'anthropic', 'api.anthropic.com', 'ANTHROPIC_API_KEY'],
        ['google', 'google', 'generativelanguage.googleapis.com', 'GOOGLE_GENERATIVE_AI_API_KEY'],
      ],
    );
  });

  test.each([
    ['openai/gpt-4.1-mini', 'MODEL_AUTH', 'OPENAI_API_KEY'],
    ['anthropic/claude-haiku-4-5', 'MODEL_AUTH', 'ANTHROPIC_API_KEY'],
    ['gpt-4.1-mini', 'MODEL_UNKNOWN', 'openai/gpt-4.1-mini'],
    ['nobody/model', 'MODEL_UNKNOWN', 'nobody'],
    ['simulated/clever', 'MODEL_UNKNOWN', 'clever'],
  ])('%s without a provider fails with a sentence', async (model, code, words) => {
    const { error } = await failure(capability({}).generate({ ...ASK, model }, options()));
    expect(error).toMatchObject({ code, retryable: false });
    expect(error.message).toContain(words);
  });
});
