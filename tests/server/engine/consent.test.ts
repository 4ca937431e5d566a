import { expect, it } from 'vitest'
import type { Browser } from '../site.ts'
import { codeOf, connectTo, describeDeployed, ERAS, newUser, startInn, textOf } from './deployment.ts'

describeDeployed('consent to a tool', { replicas: 2 }, (deployment) => {
  async function twoTabs(era: (typeof ERAS)[number]) {
    const inn = deployment.later(await startInn(era))
    const user = newUser()
    const [one, two] = deployment.replicas.map((replica) => deployment.browser(replica, user))
    const reader = deployment.later(await one!.events())
    return { inn, one: one!, two: two!, reader, sessionId: await connectTo(one!, inn) }
  }
  const toolOf = async (browser: Browser, sessionId: string, name: string) =>
    (await browser.call('listTools', { sessionId })).tools.find((tool) => tool.name === name)!

  it.each(ERAS)('is asked for where a tool may destroy or says nothing of itself (%s)', async (era) => {
    const { inn, one, two, sessionId } = await twoTabs(era)
    for (const name of ['shout', 'burn']) {
      const { hash, policy } = await toolOf(one, sessionId, name)
      expect(policy).toBe('ask')
      expect(await one.rpc('callTool', { sessionId, name })).toMatchObject({
        error: { code: 'tool_not_approved', data: { hash } },
      })
      expect(await one.rpc('callTool', { sessionId, name, approval: 'of another' })).toMatchObject({
        error: { code: 'tool_changed', data: { hash } },
      })
      expect(inn.executions(name)).toBe(0)
      expect(codeOf(await two.rpc('callTool', { sessionId, name, approval: hash }))).toBe('result')
    }
    for (const name of ['write', 'tally']) {
      expect((await toolOf(one, sessionId, name)).policy).toBe('allow')
      expect(codeOf(await one.rpc('callTool', { sessionId, name }))).toBe('result')
    }
  })

  it.each(ERAS)('is the person’s: allowed, asked, blocked, on every replica, for that person (%s)', async (era) => {
    const { inn, one, two, sessionId } = await twoTabs(era)
    const { hash } = await toolOf(one, sessionId, 'burn')
    const decide = (policy: 'ask' | 'allow' | 'block', name = 'burn') =>
      one.rpc('setToolPolicy', { sessionId, name, policy })
    await decide('allow')
    expect(codeOf(await two.rpc('callTool', { sessionId, name: 'burn' }))).toBe('result')
    await decide('ask')
    expect(codeOf(await two.rpc('callTool', { sessionId, name: 'burn' }))).toBe('tool_not_approved')
    await decide('block')
    expect(codeOf(await two.rpc('callTool', { sessionId, name: 'burn', approval: hash }))).toBe('tool_not_approved')
    await decide('block', 'tally')
    expect(codeOf(await two.rpc('callTool', { sessionId, name: 'tally' }))).toBe('tool_not_approved')
    expect(codeOf(await decide('allow', 'none'))).toBe('tool_not_found')
    const stale = await one.rpc('setToolPolicy', { sessionId, name: 'burn', policy: 'allow', hash: 'of another' })
    expect(codeOf(stale)).toBe('tool_changed')
    const other = deployment.browser(deployment.replicas[1]!)
    const theirs = await connectTo(other, inn)
    expect((await toolOf(other, theirs, 'tally')).policy).toBe('allow')
  })

  it.each(ERAS)('is asked for again when the tool changes, with what has changed (%s)', async (era) => {
    const { inn, one, two, reader, sessionId } = await twoTabs(era)
    const before = await toolOf(one, sessionId, 'shifty')
    await two.call('setToolPolicy', { sessionId, name: 'shifty', policy: 'allow', hash: before.hash })
    expect(codeOf(await one.rpc('callTool', { sessionId, name: 'shifty' }))).toBe('result')
    const changes = {
      title: 'Another title',
      description: 'Does something else now.',
      inputSchema: { type: 'object', properties: { more: { type: 'string' } } },
      annotations: { destructiveHint: true },
    } as const
    let seen = before
    for (const [field, value] of Object.entries(changes)) {
      await two.call('setToolPolicy', { sessionId, name: 'shifty', policy: 'allow', hash: seen.hash })
      const listed = reader.events.length
      await inn.shift({ [field]: value })
      await reader.until(
        (sent) => (sent.data as { type?: string }).type === 'tools_changed' && reader.events.indexOf(sent) >= listed,
      )
      const now = await toolOf(two, sessionId, 'shifty')
      const [change] = now.changes!
      expect(now.changes).toHaveLength(1)
      expect(change).toMatchObject({ field, after: value })
      expect(change!.before).toEqual((seen as unknown as Record<string, unknown>)[field])
      expect(now.policy, field).toBe('ask')
      const executed = inn.executions('shifty')
      for (const approval of [undefined, seen.hash]) {
        const refused = await one.rpc('callTool', { sessionId, name: 'shifty', ...(approval && { approval }) })
        expect(refused, field).toMatchObject({
          error: { code: 'tool_changed', data: { hash: now.hash, changes: now.changes } },
        })
      }
      expect(inn.executions('shifty')).toBe(executed)
      seen = now
    }
    expect(codeOf(await one.rpc('callTool', { sessionId, name: 'shifty', approval: seen.hash }))).toBe('result')
    // Running it with approval was the consent to it as it is now; that it is no more than asked for stays.
    await expect.poll(async () => (await toolOf(two, sessionId, 'shifty')).changes).toBeUndefined()
  })

  it.each(ERAS)('stays where only the order of a definition’s keys changes (%s)', async (era) => {
    const { inn, one, sessionId } = await twoTabs(era)
    const before = await toolOf(one, sessionId, 'shifty')
    await one.call('setToolPolicy', { sessionId, name: 'shifty', policy: 'allow' })
    const turned = (value: unknown): unknown =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, item]) => [key, turned(item)]),
          )
    const posts = inn.state().requests['tools/list'] ?? 0
    await inn.shift({ inputSchema: turned(before.inputSchema) as never })
    await expect.poll(() => inn.state().requests['tools/list'] ?? 0).toBeGreaterThan(posts)
    expect(textOf(await one.rpc('callTool', { sessionId, name: 'shifty' }))).toBe('shifted')
    expect((await toolOf(one, sessionId, 'shifty')).hash).toBe(before.hash)
  })
})
