/** An app that tries to get out of its frame, and does not. What it does runs in its own document, as its own script would. */
import type { Browser, BrowserContext, Frame } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { waitFor } from '../servers/wait-for.ts'
import { AppsPage, startSite } from './apps-site.ts'
import type { Site } from './apps-site.ts'
import { launch } from './browser.ts'
import { startCanary, startHostile } from './hostile-apps.ts'
import type { Canary, HostileServer } from './hostile-apps.ts'

let browser: Browser
let context: BrowserContext
let canary: Canary
let hostile: HostileServer
let site: Site
let apps: AppsPage
let guest: Frame

beforeAll(async () => {
  browser = await launch()
  canary = await startCanary()
  hostile = await startHostile(canary.url)
  site = await startSite({ hostile: hostile.url, other: hostile.url })
  hostile.ownOrigin = site.url
  context = await browser.newContext({ viewport: { width: 1_200, height: 900 }, locale: 'en-US' })
  apps = await AppsPage.open(context, site, 'hostile')
})

afterAll(async () => {
  await browser.close()
  await site.close()
  hostile.close()
  canary.close()
})

/** Runs a tool anew, and so its app. */
async function open(tool: string): Promise<void> {
  await apps.run(tool)
  guest = await apps.guest()
}

beforeEach(async () => {
  const lives = apps.page.frames().length > 1 && (await apps.app.getByText('The app is running').count()) > 0
  if (!lives) await open('open_app')
  canary.visits.length = hostile.called.length = apps.errors.length = 0
})

/** What a script in the app gets, or the name of the error that it meets. */
const attempt = (script: string): Promise<unknown> =>
  guest.evaluate(`(async () => { try { return await (${script}) } catch (error) { return error.name } })()`)
const request = (method: string, params: object) => attempt(`ask(${JSON.stringify(method)}, ${JSON.stringify(params)})`)

describe('the app’s document', () => {
  it.each([
    ['has an origin of its own', 'self.origin', 'null'],
    ['sees nothing of the page', 'top.document.title', 'SecurityError'],
    ['sees nothing of the frame around it', 'parent.document.title', 'SecurityError'],
    ['has no frame element', 'String(frameElement)', 'null'],
    ['reads no cookies', 'document.cookie', 'SecurityError'],
    ['writes no cookies', "(document.cookie = 'login=stolen')", 'SecurityError'],
    ['has no storage', 'localStorage.length', 'SecurityError'],
    ['has no session storage', 'sessionStorage.length', 'SecurityError'],
    [
      'has no databases',
      "new Promise((yes, no) => { const open = indexedDB.open('x'); open.onerror = no })",
      'SecurityError',
    ],
    ['has no service workers', "navigator.serviceWorker?.register('/x.js')", 'SecurityError'],
    ['opens no window', "String(window.open('about:blank'))", 'null'],
    ['has no peer connections', 'typeof RTCPeerConnection', 'undefined'],
    ['cannot be written anew', 'document.open()', 'SecurityError'],
    ['does not move in the history', 'history.back()', 'SecurityError'],
    ['moves nothing in the history', "history.pushState({}, '', '/elsewhere')", 'SecurityError'],
    ['does not use the camera', 'document.featurePolicy.allowsFeature("camera")', false],
    ['fills no screen', 'document.documentElement.requestFullscreen()', 'TypeError'],
    [
      'evaluates no text',
      "new Promise((done) => setTimeout(() => { try { done(eval('1')) } catch (error) { done(error.name) } }))",
      'EvalError',
    ],
  ])('%s', async (_name, script, expected) => {
    expect(await attempt(script)).toBe(expected)
    expect(apps.page.url()).toBe(`${site.url}/`)
  })

  it.each([
    ['the page', (to: string) => `(top.location = '${to}')`],
    [
      'the page, by a link',
      (to: string) => `Object.assign(document.createElement('a'), { href: '${to}', target: '_top' }).click()`,
    ],
    [
      'the page, by a form',
      (to: string) =>
        `Object.assign(document.body.appendChild(document.createElement('form')), { action: '${to}', target: '_top' }).submit()`,
    ],
    ['the frame around it', (to: string) => `(parent.location = '${to}')`],
    [
      'a window, by a link',
      (to: string) => `Object.assign(document.createElement('a'), { href: '${to}', target: '_blank' }).click()`,
    ],
    [
      'a download',
      (to: string) => `Object.assign(document.createElement('a'), { href: '${to}', download: 'x' }).click()`,
    ],
    [
      'a frame in it',
      (to: string) => `(document.body.append(Object.assign(document.createElement('iframe'), { src: '${to}' })))`,
    ],
    ['itself', (to: string) => `(location.href = '${to}')`],
    [
      'itself, by a form',
      (to: string) =>
        `Object.assign(document.body.appendChild(document.createElement('form')), { action: '${to}', method: 'post' }).submit()`,
    ],
    [
      'itself, to a script',
      () => `(location.href = 'javascript:document.body.remove()', new Promise((done) => setTimeout(done, 100)))`,
    ],
    ['itself, to data', () => `(location.href = 'data:text/html,hi')`],
  ])('does not lead away: %s', async (_name, script) => {
    let downloads = 0
    apps.page.on('download', () => downloads++)
    await attempt(script(`${canary.url}/away`)).catch(() => {})
    await apps.page.waitForTimeout(600)
    expect(canary.visits).toEqual([])
    expect([apps.page.url(), context.pages().length, downloads]).toEqual([`${site.url}/`, 1, 0])
    expect(apps.page.frames().every((frame) => /^(http:\/\/127|about:srcdoc|chrome-error:)/.test(frame.url()))).toBe(
      true,
    )
  })

  it('is stopped, in words, where it leaves before it has started', async () => {
    await apps.run('open_early')
    await apps.app.getByText('The app tried to leave its frame, and was stopped.').waitFor({ timeout: 30_000 })
    expect(apps.page.frames()).toHaveLength(1)
    expect(canary.visits).toEqual([])
  })

  it('is stopped where it opens frames that it has not declared', async () => {
    await attempt("document.body.append(Object.assign(document.createElement('iframe'), { srcdoc: '<p>In here' }))")
    await apps.app.getByText('The app opened frames that it had not declared').waitFor()
    expect(apps.page.frames()).toHaveLength(1)
  })
})

describe('the network', () => {
  it.each([
    ['a request', (to: string) => `fetch('${to}').then(() => 'in')`],
    ['a blind request', (to: string) => `fetch('${to}', { mode: 'no-cors' }).then(() => 'in')`],
    [
      'an old request',
      (to: string) =>
        `new Promise((yes, no) => { const x = new XMLHttpRequest(); x.onload = () => yes('in'); x.onerror = () => no(new TypeError()); x.open('GET', '${to}'); x.send() })`,
    ],
    ['a beacon', (to: string) => `(navigator.sendBeacon('${to}'), 'sent')`],
    [
      'a socket',
      (to: string) =>
        `new Promise((yes, no) => { const s = new WebSocket('${to.replace('http', 'ws')}'); s.onopen = () => yes('in'); s.onerror = () => no(new TypeError()) })`,
    ],
    [
      'events',
      (to: string) =>
        `new Promise((yes, no) => { const s = new EventSource('${to}'); s.onopen = () => yes('in'); s.onerror = () => no(new TypeError()) })`,
    ],
    [
      'a picture',
      (to: string) =>
        `new Promise((yes, no) => Object.assign(new Image(), { onload: () => yes('in'), onerror: () => no(new TypeError()), src: '${to}' }))`,
    ],
    [
      'a script',
      (to: string) =>
        `new Promise((yes, no) => document.head.append(Object.assign(document.createElement('script'), { onload: () => yes('in'), onerror: () => no(new TypeError()), src: '${to}' })))`,
    ],
    [
      'a style',
      (to: string) =>
        `new Promise((yes, no) => document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', onload: () => yes('in'), onerror: () => no(new TypeError()), href: '${to}' })))`,
    ],
    [
      'a prefetch',
      (to: string) =>
        `(document.head.append(Object.assign(document.createElement('link'), { rel: 'prefetch', href: '${to}' })), new Promise((done) => setTimeout(done, 300, 'sent')))`,
    ],
    [
      'a worker’s request',
      (to: string) =>
        `new Promise((done) => { new Worker(URL.createObjectURL(new Blob(["fetch('${to}').then(() => postMessage('in'), () => postMessage('out'))"]))).onmessage = ({ data }) => done(data) })`,
    ],
  ])('is not reached by %s', async (_name, script) => {
    expect(await attempt(script(`${canary.url}/caught`))).not.toBe('in')
    const before = site.requests.length
    expect(await attempt(script(`${site.url}/api/mcp`))).not.toBe('in')
    expect(canary.visits).toEqual([])
    expect(
      site.requests.slice(before).filter(({ line }) => line !== 'POST /api/mcp' && line !== 'GET /api/mcp'),
    ).toEqual([])
  })

  it('is as the server declares it, and no word of a header is its own', async () => {
    const answered = apps.page.waitForResponse((response) => response.url().includes('/app-sandbox'))
    await open('open_injector')
    const headers = await (await answered).allHeaders()
    const policy = headers['content-security-policy']!
    expect(policy).toContain('connect-src blob: data: https://fine.example;')
    expect(policy).toContain("frame-src 'none';")
    expect(policy).toContain("base-uri 'none';")
    expect(policy).toContain("script-src 'wasm-unsafe-eval' 'unsafe-inline' blob: data:;")
    expect(policy).not.toMatch(/ \*|https:[ ;]|'unsafe-eval'|127\.|evil/)
    expect(headers['set-cookie']).toBeUndefined()
    expect(await attempt(`fetch('${canary.url}/x').then(() => 'in')`)).toBe('TypeError')
    expect(canary.visits).toEqual([])
    await open('open_app')
  })
})

describe('what it may ask', () => {
  it('calls no tool that is not for apps, is hidden, is unknown or is named like a part of objects', async () => {
    for (const name of ['for_models', 'nothing', 'constructor', '__proto__', 7, null])
      expect(await request('tools/call', { name })).toMatchObject({ error: { code: -32602 } })
    expect(hostile.called).toEqual([])
    expect(await request('tools/call', { name: 'for_apps' })).toMatchObject({
      result: { content: [{ text: 'for_apps ran' }] },
    })
  })

  it('destroys nothing by itself: the person is asked each time, with the arguments', async () => {
    const answer = request('tools/call', { name: 'wipe', arguments: { all: true }, sessionId: 'x', approval: 'y' })
    await apps.question.getByText('delete or overwrite').waitFor()
    expect(await apps.question.innerText()).toContain('"all": true')
    expect(await apps.question.getByRole('button', { name: 'do not ask again' }).count()).toBe(0)
    expect(hostile.called).toEqual([])
    await apps.question.getByRole('button', { name: 'Decline' }).click()
    expect(await answer).toMatchObject({ error: { code: -32000, message: 'The person declined.' } })
    expect(hostile.called).toEqual([])
  })

  it('reaches no other session, whatever it says', async () => {
    const { sessionId: other } = await apps.rpc('connect', { serverId: 'other', account: 'second' })
    const before = site.requests.length
    const answer = await request('tools/call', { name: 'for_apps', sessionId: other, _meta: { sessionId: other } })
    expect(answer).toMatchObject({ result: {} })
    expect(site.requests.length).toBeGreaterThan(before)
    const posted = apps.page.waitForRequest((sent) => sent.postData()?.includes('"callTool"') === true)
    await request('tools/call', { name: 'for_apps', sessionId: other })
    const { params } = (await posted).postDataJSON() as { params: { sessionId: string } }
    expect(params.sessionId).not.toBe(other)
  })

  it.each([
    'javascript:alert(1)',
    'data:text/html,hi',
    'file:///etc/passwd',
    'https://a@evil.example/',
    'blob:null/x',
    '//x',
  ])('opens no %s', async (url) => {
    expect(await request('ui/open-link', { url })).toMatchObject({ result: { isError: true } })
    expect(await apps.question.count()).toBe(0)
  })

  it('saves nothing that the person does not want', async () => {
    let downloads = 0
    apps.page.on('download', () => downloads++)
    const contents = [{ type: 'resource', resource: { uri: 'file:///../../evil.exe', text: 'x' } }]
    const answer = request('ui/download-file', { contents })
    await apps.question.getByText('evil.exe').waitFor()
    await apps.question.getByRole('button', { name: 'Decline' }).click()
    expect(await answer).toMatchObject({ result: { isError: true } })
    expect(downloads).toBe(0)
  })

  it('is told what the host does not know, and what nobody takes', async () => {
    for (const method of [
      'tools/list',
      'sampling/createMessage',
      'constructor',
      'ui/notifications/sandbox-proxy-ready',
    ])
      expect(method.includes('sandbox') ? 'dropped' : await request(method, {})).toSatisfy(
        (answer: unknown) => answer === 'dropped' || (answer as { error: { code: number } }).error.code === -32601,
      )
    expect(await request('ui/message', { role: 'user', content: [{ type: 'text', text: 'Buy it' }] })).toMatchObject({
      result: { isError: true },
    })
  })

  it('does not pass for its frame or for another window', async () => {
    await attempt(`(post({ method: 'ui/notifications/sandbox-stopped', params: { reason: 'left' } }),
      post({ method: 'ui/notifications/sandbox-leave' }),
      parent.postMessage({ token: 'guess', word: 'leave' }, '*'),
      top.postMessage({ jsonrpc: '2.0', method: 'ui/notifications/sandbox-stopped', params: { reason: 'left' } }, '*'),
      top.postMessage({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'for_apps' } }, '*'),
      parent.postMessage({ jsonrpc: '2.0', method: 'ui/notifications/sandbox-resource-ready', params: { html: 'x' } }, '*'), 1)`)
    await apps.page.waitForTimeout(300)
    expect(await request('ping', {})).toMatchObject({ result: {} })
    expect(hostile.called).toEqual([])
    expect(await apps.app.getByText('The app is running').count()).toBe(1)
  })

  it('harms nobody with names, sizes and floods', async () => {
    await attempt(`(parent.postMessage(JSON.parse('{"jsonrpc":"2.0","method":"ui/notifications/size-changed","params":{"height":1e99,"__proto__":{"polluted":1}}}'), '*'),
      parent.postMessage({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: 'x'.repeat(3e7) } }, '*'),
      [null, 7, 'x', [], new Map(), { jsonrpc: '2.0' }, { jsonrpc: '2.0', id: {}, method: 'ping' }].forEach((one) => parent.postMessage(one, '*')), 1)`)
    await attempt(
      `Array.from({ length: 5000 }, (_, n) => post({ method: 'notifications/message', params: { level: 'info', data: n } })).length`,
    )
    await apps.page.waitForTimeout(1_000)
    expect(
      await apps.page.evaluate(() => ({}) as { polluted?: number }).then(({ polluted }) => polluted),
    ).toBeUndefined()
    expect((await apps.app.boundingBox())!.height).toBeLessThan(1_400)
    expect(await request('ping', {})).toMatchObject({ result: {} })
  })
})

describe('the keyboard', () => {
  it('leaves an app that keeps every key, and does not go back while the person is at its bar', async () => {
    await attempt(
      "(addEventListener('keydown', (event) => { event.preventDefault(); event.stopImmediatePropagation() }, true), 1)",
    )
    const { keyboard } = apps.page
    await guest.locator('#first').click()
    await keyboard.press('Tab')
    await keyboard.press('Shift+Tab')
    const stop = apps.button('Stop')
    expect(await stop.evaluate((button) => button.matches(':focus'))).toBe(false)
    await keyboard.press('Escape')
    await keyboard.press('Escape')
    await waitFor(() => stop.evaluate((button) => button.matches(':focus')), Boolean)
    await attempt("(setInterval(() => { document.querySelector('#first').focus(); location.hash = '#first' }, 20), 1)")
    await apps.page.waitForTimeout(500)
    await keyboard.press('Enter')
    await apps.app.getByText('The app was stopped.').first().waitFor()
    expect(apps.page.frames()).toHaveLength(1)
  })

  it('stays in the field where the person types', async () => {
    await apps.page.mouse.move(0, 0)
    const note = apps.page.getByLabel('Note')
    await note.fill('')
    await note.focus()
    await apps.page.keyboard.type('secret')
    await attempt("(location.hash = '#first', document.querySelector('#first').focus(), 1)")
    await apps.page.waitForTimeout(600)
    await apps.page.keyboard.type(' still')
    expect(await note.inputValue()).toBe('secret still')
  })
})
