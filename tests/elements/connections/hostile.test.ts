import type { McpConnections } from '../../../elements/connections/connections.ts'
import { errorBody } from '../../../shared/errors.ts'
import type { Connection } from '../../../shared/connection.ts'
import { fakeConnection, fakeTool } from '../../../stories/fake-endpoint.ts'
import { afterEach, axeProblems, cleanUp, describe, equal, it, ok, until } from '../support.ts'
import { openDetails, start } from './person.ts'

afterEach(cleanUp)

const RUN = 'globalThis.__pwned=1'
const PAYLOADS = [
  `<img src=x onerror="${RUN}">`,
  `<svg onload="${RUN}">`,
  `<svg><script>${RUN}</script></svg>`,
  `<script>${RUN}</script>`,
  `"><script>${RUN}</script>`,
  `'><img src=x onerror=${RUN}>`,
  `</title><script>${RUN}</script>`,
  `</style><script>${RUN}</script>`,
  `</textarea><script>${RUN}</script>`,
  `<iframe srcdoc="<script>parent.__pwned=1</script>"></iframe>`,
  `<iframe src="javascript:parent.__pwned=1"></iframe>`,
  `<object data="javascript:${RUN}"></object>`,
  `<embed src="javascript:${RUN}">`,
  `<a href="javascript:${RUN}">x</a>`,
  `<a href="&#106;avascript:${RUN}">x</a>`,
  `<form action="javascript:${RUN}"><button>x</button></form>`,
  `<button formaction="javascript:${RUN}">x</button>`,
  `<details open ontoggle="${RUN}">`,
  `<video><source onerror="${RUN}"></video>`,
  `<audio src=x onerror="${RUN}">`,
  `<body onload="${RUN}">`,
  `<input autofocus onfocus="${RUN}">`,
  `<select autofocus onfocus="${RUN}">`,
  `<marquee onstart="${RUN}">`,
  `<math><mtext><img src=x onerror="${RUN}"></mtext></math>`,
  `<template><script>${RUN}</script></template>`,
  `<base href="javascript:/a/-${RUN}//">`,
  `<meta http-equiv="refresh" content="0;url=javascript:${RUN}">`,
  `<link rel=stylesheet href="javascript:${RUN}">`,
  `<style>@import 'javascript:${RUN}'</style>`,
  `<div style="background:url(javascript:${RUN})">`,
  `javascript:${RUN}`,
  `JaVaScRiPt:${RUN}`,
  `java\nscript:${RUN}`,
  `\u0001javascript:${RUN}`,
  `javascript://hub.example/%0a${RUN}`,
  `data:text/html,<script>parent.__pwned=1</script>`,
  `data:image/svg+xml,<svg onload="${RUN}"/>`,
  `vbscript:${RUN}`,
  `file:///etc/passwd`,
  `blob:https://hub.example/1`,
  `https://hub.example@evil.example/`,
  `\${${RUN}}`,
  `{{constructor.constructor('${RUN}')()}}`,
  `--><img src=x onerror="${RUN}"><!--`,
  `]]><script>${RUN}</script>`,
  `\u202E<script>${RUN}</script>`,
  `<!--lit-part--><img src=x onerror="${RUN}">`,
  `<?lit$1$><img src=x onerror="${RUN}">`,
  `__proto__`,
]

/** A connection all of whose words are this one. */
const hostile = (payload: string): Connection => ({
  ...fakeConnection({ serverName: payload }),
  sessionId: 'session-x',
  serverId: 'x',
  account: payload,
  serverUrl: payload,
  error: { ...errorBody('upstream_protocol', { message: payload }), requestId: payload },
  authUrl: payload,
  instructions: payload,
  scopes: [payload],
  protocolVersion: payload,
  capabilities: { [payload]: {} },
  toolCount: 1,
  toolsHash: 'a',
  serverInfo: {
    name: payload,
    version: payload,
    title: payload,
    description: payload,
    websiteUrl: payload,
    icons: [{ src: payload }],
  },
})

const entry = (payload: string) => ({
  id: 'offer',
  name: payload,
  url: payload,
  description: payload,
  scopes: [payload],
})

/** Every element below, shadow roots included. */
const everything = (root: ParentNode): Element[] =>
  [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? everything(one.shadowRoot) : [])])

function expectHarmless(element: McpConnections, payload: string): void {
  for (const one of everything(element.shadowRoot!)) {
    ok(
      !/^(script|iframe|object|embed|img|image|video|audio|link|meta|base|style|marquee|math|frame)$/i.test(
        one.localName,
      ),
      one.outerHTML,
    )
    for (const { name, value } of one.attributes) {
      ok(!name.startsWith('on'), `${name} on ${one.localName}`)
      if (['href', 'src', 'action', 'formaction', 'srcdoc', 'data', 'xlink:href'].includes(name)) {
        ok(/^https?:$/.test(new URL(value, document.baseURI).protocol), `${payload}: ${one.outerHTML}`)
        ok(!new URL(value, document.baseURI).username, one.outerHTML)
      }
    }
  }
  equal((globalThis as { __pwned?: number }).__pwned, undefined, payload)
}

describe('<mcp-connections>: hostile servers', () => {
  it('there are payloads enough', () => ok(PAYLOADS.length >= 40))

  for (const [index, payload] of PAYLOADS.entries()) {
    it(`run nothing, wherever their words are shown (${index})`, async () => {
      const tools = [
        fakeTool({
          name: payload,
          title: payload,
          description: payload,
          annotations: { title: payload, readOnlyHint: true },
          changes: [{ field: 'title', before: payload, after: payload }],
        }),
      ]
      const states = ['CONNECTED', 'FAILED', 'AUTHENTICATING'] as const
      const connections = states.map((state, at) => ({
        ...hostile(payload),
        state,
        sessionId: at === 0 ? 'session-x' : `session-x-${at}`,
        // What starts a sign-in is the handler's own address.
        ...(state === 'AUTHENTICATING' && payload.startsWith('https:') && { authUrl: 'https://app.example/' }),
      }))
      const { element } = await start({
        connections,
        servers: [entry(payload)],
        methods: { listTools: () => ({ tools }) },
      })
      const menu = element.shadowRoot!.querySelector<HTMLElement>('#row-session-x [part=menu-button]')!
      menu.click()
      const details = await until(() => element.shadowRoot!.querySelector<HTMLElement>('.menu:popover-open button'))
      details.click()
      await until(() => element.shadowRoot!.querySelector('dialog[open] [part=tool]'))
      expectHarmless(element, payload)
      element.shadowRoot!.querySelector<HTMLDialogElement>('dialog[open]')!.close()
      element.shadowRoot!.querySelector<HTMLElement>('[part=add-button]')!.click()
      await until(() => element.matches(':state(adding)'))
      await until(() => element.shadowRoot!.querySelector('.tile'))
      expectHarmless(element, payload)
    })
  }

  it('cannot break the page with long words', async () => {
    const long = 'W'.repeat(3_000)
    const connections = [{ ...hostile(long), serverUrl: `https://${'w'.repeat(60)}.example/${long}` }]
    const { element } = await start({
      connections,
      methods: { listTools: () => ({ tools: [fakeTool({ name: long, description: long })] }) },
    })
    element.parentElement!.style.inlineSize = '320px'
    await element.updateComplete
    const card = element.shadowRoot!.querySelector('section')!
    ok(card.scrollWidth <= card.clientWidth, `${card.scrollWidth} > ${card.clientWidth}`)
    const dialog = await openDetails(element, long)
    await until(() => dialog.querySelector('[part=tool]'))
    const body = dialog.querySelector('.sheet-body')!
    ok(body.scrollWidth <= body.clientWidth, `${body.scrollWidth} > ${body.clientWidth}`)
    equal(await axeProblems(element), [])
  })
})
