/** Results that the stories' tools return. */
import type { CallToolResult } from '../shared/mcp.ts'

const text = (value: string) => ({ type: 'text' as const, text: value })

export const TABLE: CallToolResult = {
  content: [],
  structuredContent: [
    { title: 'Login page flickers in dark mode', state: 'open', comments: 12, updated: '2 hours ago' },
    { title: 'Search ignores accents', state: 'open', comments: 3, updated: 'yesterday' },
    { title: 'Add a sitemap', state: 'open', comments: 0, updated: '12 Nov' },
  ],
}

export const MARKDOWN: CallToolResult = {
  content: [
    text(`# Release 2026.12

Three things are **new**, and one is _gone_:

1. Search finds accents
2. The [sitemap](https://example.com/sitemap.xml) is there
3. \`dark mode\` no longer flickers

> Thank you to everybody who wrote to us.

| part | state |
| --- | --- |
| search | done |
| sitemap | done |

\`\`\`js
const issues = await list({ state: 'open' })
\`\`\`
`),
  ],
}

export const LONG_TEXT: CallToolResult = { content: [text('All work and no play makes a dull boy. '.repeat(8_000))] }

export const TREE: CallToolResult = {
  content: [],
  structuredContent: {
    repository: { name: 'acme/website', private: false, stars: 1204, license: null },
    branches: Array.from({ length: 250 }, (_, index) => ({ name: `feature-${index}`, ahead: index, tags: ['a', 'b'] })),
    topics: ['web', 'kiln', 'pottery'],
  },
}

/** A small chart, drawn here. */
function chart(): string {
  const canvas = document.createElement('canvas')
  canvas.width = 480
  canvas.height = 200
  const context = canvas.getContext('2d')!
  context.fillStyle = '#fff'
  context.fillRect(0, 0, 480, 200)
  context.fillStyle = '#3451d1'
  for (const [index, height] of [40, 90, 70, 130, 110, 165, 150].entries())
    context.fillRect(30 + index * 62, 180 - height, 40, height)
  return canvas.toDataURL('image/png').split(',')[1]!
}

export const image = (): CallToolResult => ({
  content: [text('Issues by month:'), { type: 'image', data: chart(), mimeType: 'image/png' }],
})

/** Silence, as a WAV file. */
export const audio = (): CallToolResult => {
  const header = [82, 73, 70, 70, 36, 4, 0, 0, 87, 65, 86, 69, 102, 109, 116, 32, 16, 0, 0, 0, 1, 0, 1, 0]
  const format = [64, 31, 0, 0, 64, 31, 0, 0, 1, 0, 8, 0, 100, 97, 116, 97, 0, 4, 0, 0]
  const samples = Array.from({ length: 1024 }, () => 128)
  return {
    content: [
      { type: 'audio', data: btoa(String.fromCharCode(...header, ...format, ...samples)), mimeType: 'audio/wav' },
    ],
  }
}

export const RESOURCES: CallToolResult = {
  content: [
    {
      type: 'resource_link',
      uri: 'notes://kiln/firing',
      name: 'firing',
      title: 'How to fire the kiln',
      description: 'Step by step',
      mimeType: 'text/markdown',
      size: 4_096,
    },
    {
      type: 'resource',
      resource: { uri: 'file:///glaze.json', mimeType: 'application/json', text: '{"glaze":"celadon","cone":10}' },
    },
    { type: 'resource', resource: { uri: 'file:///plan.pdf', mimeType: 'application/pdf', blob: 'JVBERi0xLjQK' } },
    { type: 'image', data: 'not base64!', mimeType: 'image/png' },
    { type: 'image', data: btoa('<svg/>'), mimeType: 'image/svg+xml' },
  ],
}

export const TOOL_ERROR: CallToolResult = {
  isError: true,
  content: [text('There is no repository acme/web-site. Did you mean acme/website?')],
}

export const EMPTY: CallToolResult = { content: [] }
