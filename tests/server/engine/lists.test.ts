import { expect, it } from 'vitest'
import { waitFor } from '../../servers/wait-for.ts'
import type { EventReader } from '../harness.ts'
import { codeOf, connectTo, describeDeployed, ERAS, newUser, startInn } from './deployment.ts'

/** For what comes a moment later, on a busy machine. */
const PATIENT = { timeout: 15_000, interval: 100 }

describeDeployed('what a server offers', { replicas: 2 }, (deployment) => {
  async function twoTabs(era: (typeof ERAS)[number], options = {}) {
    const inn = deployment.later(await startInn(era, options))
    const user = newUser()
    const [one, two] = deployment.replicas.map((replica) => deployment.browser(replica, user))
    const reader = deployment.later(await two!.events())
    return { inn, one: one!, two: two!, reader, sessionId: await connectTo(one!, inn) }
  }
  const listening = (inn: Awaited<ReturnType<typeof startInn>>) =>
    waitFor(
      () => inn.listeners(),
      (count) => count > 0,
    )

  it.each(ERAS)('is told of it as it says it: titles, icons, instructions, annotations, _meta (%s)', async (era) => {
    const { one, sessionId } = await twoTabs(era)
    const [connection] = (await one.call('getSessions', {})).sessions
    expect(connection).toMatchObject({
      serverInfo: {
        title: 'The Inn',
        websiteUrl: 'https://inn.example/',
        icons: [{ src: expect.any(String) }, { src: expect.any(String) }],
      },
      instructions: expect.stringContaining('soup'),
      capabilities: { resources: { subscribe: true } },
    })
    const rich = (await one.call('listTools', { sessionId })).tools.find(({ name }) => name === 'rich')!
    expect(rich).toMatchObject({
      title: expect.any(String),
      icons: [{ src: expect.stringMatching(/^data:image\/png/) }, { src: expect.stringMatching(/^https:/) }],
      annotations: { title: expect.any(String) },
      _meta: expect.any(Object),
      inputSchema: { $defs: expect.any(Object), if: expect.any(Object), 'x-vendor': expect.anything() },
      outputSchema: expect.any(Object),
    })
    const result = await one.call('callTool', { sessionId, name: 'rich', approval: rich.hash })
    expect(result).toMatchObject({ structuredContent: expect.any(Object), _meta: expect.any(Object) })
    expect(result).not.toHaveProperty('resultType')
    const blocks = result.content as unknown as Record<string, unknown>[]
    expect(blocks.some(({ annotations }) => annotations)).toBe(true)
    expect(blocks.some(({ _meta }) => _meta)).toBe(true)
    const known = new Set(['type', 'text', 'annotations', '_meta', 'data', 'mimeType', 'resource', 'uri', 'name'])
    expect(blocks.flatMap((block) => Object.keys(block)).filter((key) => !known.has(key))).not.toEqual([])
  })

  it.each(ERAS)('are prompts, resources, templates and completions (%s)', async (era) => {
    const { one, sessionId } = await twoTabs(era)
    const { prompts } = await one.call('listPrompts', { sessionId })
    expect(prompts.map(({ name }) => name)).toEqual(expect.arrayContaining(['plain', 'welcome']))
    expect(await one.call('getPrompt', { sessionId, name: 'plain' })).toMatchObject({
      messages: [{ role: 'user', content: { type: 'text' } }],
    })
    const { resources } = await one.call('listResources', { sessionId })
    expect(resources.map(({ uri }) => uri)).toEqual(expect.arrayContaining(['inn:///menu', 'inn:///guestbook']))
    const { resourceTemplates } = await one.call('listResourceTemplates', { sessionId })
    expect(resourceTemplates).toMatchObject([{ uriTemplate: 'inn:///rooms/{number}' }])
    const language = await one.call('complete', {
      sessionId,
      ref: { type: 'ref/prompt', name: 'welcome' },
      argument: { name: 'language', value: '' },
    })
    expect(language.completion.values.length).toBeGreaterThan(0)
    const room = await one.call('complete', {
      sessionId,
      ref: { type: 'ref/resource', uri: 'inn:///rooms/{number}' },
      argument: { name: 'number', value: '' },
    })
    expect(room.completion.values.length).toBeGreaterThan(0)
  })

  it.each(ERAS)('changes, and every tab is told, by one stream for all replicas (%s)', async (era) => {
    const { inn, one, reader, sessionId } = await twoTabs(era)
    const here = deployment.later(await one.events())
    await listening(inn)
    const { toolsHash } = (await one.call('getSessions', {})).sessions[0]!
    await inn.shift({ description: 'Changed.' })
    for (const stream of [reader, here]) {
      const { data } = await stream.connection('tools_changed', { sessionId })
      expect((data as { toolsHash: string }).toolsHash).not.toBe(toolsHash)
    }
    const tool = (await one.call('listTools', { sessionId })).tools.find(({ name }) => name === 'shifty')!
    expect(tool.description).toBe('Changed.')
    await inn.addPrompt('new')
    await reader.connection('prompts_changed', { sessionId })
    await inn.addResource('inn:///new')
    await reader.connection('resources_changed', { sessionId })
    expect(inn.listeners()).toBe(1)
  })

  it.each(ERAS)('has changed while nobody was there, and whoever comes then is told (%s)', async (era) => {
    const inn = deployment.later(await startInn(era))
    const one = deployment.browser(deployment.replicas[0]!)
    const sessionId = await connectTo(one, inn)
    await inn.shift({ description: 'Changed meanwhile.' })
    expect(inn.listeners()).toBe(0)
    const reader = deployment.later(await one.events())
    await reader.connection('tools_changed', { sessionId })
    const tool = (await one.call('listTools', { sessionId })).tools.find(({ name }) => name === 'shifty')!
    expect(tool.description).toBe('Changed meanwhile.')
  })

  it.each(ERAS)('has changed while the server could not be heard, and every tab is told (%s)', async (era) => {
    const { inn, reader, sessionId } = await twoTabs(era)
    await listening(inn)
    inn.dropStreams('listeners')
    await inn.shift({ description: 'Changed meanwhile.' })
    expect(inn.listeners()).toBe(0)
    await reader.connection('tools_changed', { sessionId })
  })

  it.each(ERAS)('is not listed again for a page that is only loaded anew (%s)', async (era) => {
    const { inn, one } = await twoTabs(era)
    await listening(inn)
    const asked = () => inn.state().requests['tools/list']
    expect(asked()).toBe(1)
    for (let loads = 0; loads < 3; loads++) await (await one.events()).close()
    await inn.addPrompt('new')
    const reader = deployment.later(await one.events())
    await inn.addResource('inn:///new')
    await reader.connection('resources_changed')
    expect(asked()).toBe(1)
  })

  it.each(ERAS)('is watched, a resource at a time (%s)', async (era) => {
    const { inn, one, two, reader, sessionId } = await twoTabs(era)
    await listening(inn)
    const uri = 'inn:///menu'
    expect(await one.call('subscribeResource', { sessionId, uri })).toEqual({})
    const updates = () => updatesOn(reader)
    // Whoever listens tells the server a moment later: it is touched until the word is through.
    await expect
      .poll(async () => {
        await inn.touch(uri)
        return updates().length
      }, PATIENT)
      .toBeGreaterThan(0)
    expect(new Set(updates())).toEqual(new Set([uri]))
    await two.call('unsubscribeResource', { sessionId, uri })
    // One more change tells that all before it has gone by.
    await inn.addPrompt('later')
    await reader.connection('prompts_changed', { sessionId })
    const count = updates().length
    await inn.touch(uri)
    await inn.touch('inn:///guestbook')
    await inn.addResource('inn:///last')
    await reader.connection('resources_changed', { sessionId })
    expect(updates().length).toBe(count)
  })

  it.each(ERAS)('is watched again after the server was started anew (%s)', async (era) => {
    const { inn, one, reader, sessionId } = await twoTabs(era)
    await listening(inn)
    await one.call('subscribeResource', { sessionId, uri: 'inn:///menu' })
    await inn.restart()
    await one.call('callTool', { sessionId, name: 'tally' })
    const before = updatesOn(reader).length
    await expect
      .poll(async () => {
        await inn.touch('inn:///menu')
        return updatesOn(reader).length
      }, PATIENT)
      .toBeGreaterThan(before)
  })

  it.each(ERAS)('is listened to while somebody is there, and not longer (%s)', async (era) => {
    const inn = deployment.later(await startInn(era))
    const one = deployment.browser(deployment.replicas[0]!)
    await connectTo(one, inn)
    expect(inn.listeners()).toBe(0)
    const reader = await one.events()
    await listening(inn)
    await reader.close()
    await waitFor(
      () => inn.listeners(),
      (count) => count === 0,
    )
  })

  it.each(ERAS)('is not asked for without end where it offers no such stream (%s)', async (era) => {
    const { inn, one, sessionId } = await twoTabs(era, { listenable: false })
    for (let calls = 0; calls < 5; calls++) await one.call('callTool', { sessionId, name: 'tally' })
    const asked = (inn.state().http.GET ?? 0) + (inn.state().requests['subscriptions/listen'] ?? 0)
    expect(asked).toBeLessThanOrEqual(2)
    expect(codeOf(await one.rpc('subscribeResource', { sessionId, uri: 'inn:///menu' }))).toMatch(/result|upstream/)
  })
})

const updatesOn = ({ events }: EventReader): string[] =>
  events.flatMap(({ data }) => {
    const { type, uri } = data as { type?: string; uri?: string }
    return type === 'resource_updated' ? [uri!] : []
  })
