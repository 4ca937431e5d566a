/**
 * The sandbox proxy of MCP Apps (2026-01-26, "Sandbox proxy"): passes messages between the element that shows the app and
 * the app, and nothing else. Scripts as text, since they run in two documents of their own.
 */

/**
 * Runs in the app's document before the app does. That document has an origin which no other frame shares, so what is
 * taken away here cannot be had from elsewhere. Browsers give keys only to the frame that has the focus, and an app might
 * keep Tab for itself: Escape pressed twice tells that the person wants to leave. It also tells that a person uses the app,
 * so that a focus which the app has taken by itself is known. What it says carries a token that the app cannot know.
 */
const GUARD = `(token) => {
  document.currentScript.remove()
  const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect
  const keyOf = getOwnPropertyDescriptor(KeyboardEvent.prototype, 'key').get
  const now = performance.now.bind(performance)
  const send = parent.postMessage.bind(parent)
  const say = (word) => send({ token, word }, '*')
  let escaped = -Infinity
  let used = -Infinity
  const use = (event) => {
    if (!event.isTrusted || now() - used < 100) return
    used = now()
    say('used')
  }
  const press = (event) => {
    use(event)
    if (!event.isTrusted || apply(keyOf, event, []) !== 'Escape') return
    const since = now() - escaped
    escaped = now()
    if (since < 1000) say('leave')
  }
  addEventListener('keydown', press, true)
  addEventListener('pointerdown', use, true)
  addEventListener('click', use, true)
  addEventListener('load', (event) => event.isTrusted && say('loaded'), true)
  const replace = (object, name, value) => object && Object.hasOwn(object, name) && defineProperty(object, name, { value, configurable: false })
  const refuse = () => { throw new DOMException('Not for apps', 'SecurityError') }
  // A document that is written anew loses the listeners above; the history and the line to others are the whole page's.
  for (const name of ['open', 'write', 'writeln']) replace(Document.prototype, name, refuse)
  for (const name of ['back', 'forward', 'go']) replace(History.prototype, name, refuse)
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection']) replace(globalThis, name, undefined)
}`

/** Runs in the outer frame. */
const PROXY = `'use strict'
const PREFIX = 'ui/notifications/sandbox-'
const MESSAGES_A_SECOND = 200
const FEATURES = { camera: 'camera', microphone: 'microphone', geolocation: 'geolocation', clipboardWrite: 'clipboard-write' }
const GUARD = ${JSON.stringify(GUARD.replace(/\n */g, '\n'))}
const token = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
let host, inner, loads = 0, alive = false, left = 0

const tell = (word, params = {}) => parent.postMessage({ jsonrpc: '2.0', method: PREFIX + word, params }, host ?? '*')

function start({ html, permissions, csp }) {
  inner = document.createElement('iframe')
  inner.title = document.title
  inner.setAttribute('sandbox', 'allow-scripts allow-forms')
  inner.setAttribute('allow', Object.keys(FEATURES)
    .filter((name) => permissions && Object.hasOwn(permissions, name))
    .map((name) => FEATURES[name] + ' *').join('; '))
  const text = String(html)
  const [doctype = ''] = /^(?:\\s|<!--(?:(?!-->)[^])*-->)*<!doctype[^>]*>/i.exec(text) ?? []
  inner.srcdoc = doctype + '<script>(' + GUARD + ')("' + token + '")</' + 'script>' + text.slice(doctype.length)
  // Once for the app. Else it has gone elsewhere, and whatever is there now is not the app.
  inner.addEventListener('load', () => {
    if (++loads > 1) stop('left')
    else setTimeout(() => { if (!alive) stop('left') }, 2000)
  })
  document.body.replaceChildren(inner)
  const mayNest = csp?.frameDomains?.length > 0
  setInterval(() => {
    left = MESSAGES_A_SECOND / 4
    if (!mayNest && inner?.contentWindow?.length > 0) stop('nested')
  }, 250)
  left = MESSAGES_A_SECOND
}

function stop(reason) {
  if (!inner) return
  inner.remove()
  inner = undefined
  tell('stopped', { reason })
}

function fromHost(data, origin) {
  const isOurs = String(data?.method).startsWith(PREFIX)
  if (host === undefined && data?.method === PREFIX + 'resource-ready') {
    host = origin
    start(data.params)
  } else if (origin === host && !isOurs) inner?.contentWindow?.postMessage(data, '*')
}

function fromApp(data) {
  if (data?.token === token) {
    if (data.word === 'loaded') alive = true
    else tell(data.word)
  } else if (left-- > 0 && !String(data?.method).startsWith(PREFIX)) parent.postMessage(data, host)
}

addEventListener('message', ({ source, origin, data }) => {
  if (source === parent) fromHost(data, origin)
  else if (inner && source === inner.contentWindow) fromApp(data)
})
// A document without an origin, inside of another: else this is not a sandbox.
if (self.origin === 'null' && parent !== self) tell('proxy-ready')`

const STYLE = 'html,body{height:100%;margin:0;overflow:hidden}iframe{display:block;width:100%;height:100%;border:0}'

export const SANDBOX_PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>App</title><style>${STYLE}</style><body><script>${PROXY.replaceAll('</', '<\\/')}</script></body></html>`
