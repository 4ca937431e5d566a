/** Servers, connections and tools that the stories show. */
import type { CatalogueServer, Connection } from '../shared/connection.ts'
import { errorBody } from '../shared/errors.ts'
import type { ToolInfo } from '../shared/mcp.ts'
import { fakeConnection, fakeTool } from './fake-data.ts'

export const CATALOGUE: readonly CatalogueServer[] = [
  {
    id: 'github',
    name: 'GitHub',
    url: 'https://github.example.com/mcp',
    description: 'Issues, code, pull requests',
  },
  { id: 'notes', name: 'Notes', url: 'https://notes.example.org/mcp', description: 'Your team’s pages' },
  { id: 'linear', name: 'Linear', url: 'https://linear.example.net/mcp', description: 'Plans and cycles' },
]

export const GITHUB = fakeConnection({
  serverName: 'GitHub',
  serverUrl: 'https://api.example.com/mcp',
  account: 'work',
  toolCount: 41,
  toolsHash: '1',
})
export const EVERYTHING = fakeConnection({
  serverName: 'Everything',
  serverUrl: 'http://127.0.0.1:3101/mcp',
  toolCount: 1,
  toolsHash: '1',
})
export const NOTES = fakeConnection({
  serverName: 'Notes',
  serverUrl: 'https://notes.example.org/mcp',
  state: 'AUTHENTICATING',
  authUrl: '/api/mcp/oauth/start?session=session-notes',
})
export const BILLING = fakeConnection({
  serverName: 'Billing',
  serverUrl: 'https://billing.example.com/mcp',
  state: 'FAILED',
  toolsHash: '1',
  error: errorBody('as_unavailable', { requestId: 'r-81fc' }),
})

/** As in the sketch: two are ready, the others want something or are on their way. */
export const SOME: readonly Connection[] = [
  GITHUB,
  EVERYTHING,
  NOTES,
  fakeConnection({ serverName: 'Weather', serverUrl: 'https://weather.example.net/mcp', state: 'DISCOVERING' }),
  BILLING,
]

/** One for each state. */
export const EACH_STATE: readonly Connection[] = [
  ...SOME,
  fakeConnection({ serverName: 'Calendar', state: 'DISCONNECTED', toolsHash: '1' }),
  fakeConnection({ serverName: 'Library', state: 'CONNECTING' }),
  fakeConnection({ serverName: 'Museum', state: 'AUTHENTICATED' }),
  fakeConnection({ serverName: 'Pottery', state: 'VALIDATING', toolsHash: '1' }),
  fakeConnection({ serverName: 'Harbour', state: 'RECONNECTING', toolsHash: '1' }),
]

export const MANY: readonly Connection[] = Array.from({ length: 40 }, (_, index) =>
  fakeConnection({ serverName: `Server${index + 1}`, toolCount: index * 3, toolsHash: '1' }),
)

const OVERRIDE = '\u202e'
const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'
export const HOSTILE_NAME = `${LONG}<img src=x onerror=alert(1)>${OVERRIDE}gnp.exe`

/** Names as a hostile server gives them, and from right to left. */
export const HOSTILE: readonly Connection[] = [
  fakeConnection({
    sessionId: 'hostile-1',
    serverId: 'hostile-1',
    serverName: HOSTILE_NAME,
    account: LONG.repeat(2),
    serverUrl: `https://${'long-'.repeat(12)}host.example.com/${'a'.repeat(200)}`,
    toolCount: 1,
    toolsHash: '1',
  }),
  fakeConnection({
    sessionId: 'hostile-2',
    serverId: 'hostile-2',
    serverName: 'مكتبة الإسكندرية',
    serverUrl: 'https://x.example',
    toolsHash: '1',
  }),
  fakeConnection({
    sessionId: 'hostile-3',
    serverId: 'hostile-3',
    serverName: `javascript:alert(1) ${'x '.repeat(300)}`,
    state: 'FAILED',
    toolsHash: '1',
    error: errorBody('upstream_unreachable', { requestId: 'r'.repeat(80) }),
  }),
]

const REPOSITORY = { type: 'string', title: 'Repository', description: 'owner/name', pattern: '^[^/]+/[^/]+$' }

export const LIST_ISSUES = fakeTool({
  name: 'list_issues',
  title: 'List issues',
  description:
    'Lists the issues of a repository, newest first. Pull requests are left out.\n\nAsk for at most 100 at once; further pages are had by their number. Archived repositories give what they had.',
  annotations: { readOnlyHint: true, openWorldHint: true },
  policy: 'allow',
  inputSchema: {
    type: 'object',
    required: ['repository'],
    properties: {
      repository: REPOSITORY,
      state: { title: 'State', enum: ['open', 'closed', 'all'], default: 'open' },
      labels: { type: 'array', title: 'Labels', items: { type: 'string', title: 'Label' } },
      per_page: { type: 'integer', title: 'Per page', minimum: 1, maximum: 100 },
    },
  },
})
export const CREATE_ISSUE = fakeTool({
  name: 'create_issue',
  title: 'Create an issue',
  description: 'Opens a new issue.',
  annotations: { destructiveHint: false },
  policy: 'allow',
  inputSchema: {
    type: 'object',
    required: ['repository', 'title'],
    properties: {
      repository: REPOSITORY,
      title: { type: 'string', title: 'Title', maxLength: 200 },
      body: { type: 'string', title: 'Text' },
    },
  },
})
export const DELETE_BRANCH = fakeTool({
  name: 'delete_branch',
  title: 'Delete a branch',
  description: 'Deletes a branch, also when it is not merged.',
  annotations: { destructiveHint: true },
  inputSchema: {
    type: 'object',
    required: ['branch'],
    properties: { branch: { type: 'string', title: 'Branch' } },
  },
})
export const RATE_LIMIT = fakeTool({
  name: 'rate_limit',
  title: 'Rate limit',
  annotations: { readOnlyHint: true },
  policy: 'allow',
})
export const MYSTERY = fakeTool({ name: 'sync', title: 'Synchronise', description: 'Does what is needed.' })
export const CHANGED = fakeTool({
  ...DELETE_BRANCH,
  name: 'merge_branch',
  title: 'Merge a branch',
  description: 'Merges a branch, and deletes it.',
  changes: [
    { field: 'description', before: 'Merges a branch.', after: 'Merges a branch, and deletes it.' },
    {
      field: 'annotations',
      before: { destructiveHint: false },
      after: { destructiveHint: true },
    },
    { field: 'outputSchema', after: { type: 'object' } },
  ],
})
export const BLOCKED = fakeTool({ ...RATE_LIMIT, name: 'close_account', title: 'Close the account', policy: 'block' })

export const TOOLS: readonly ToolInfo[] = [
  CREATE_ISSUE,
  LIST_ISSUES,
  DELETE_BRANCH,
  CHANGED,
  MYSTERY,
  RATE_LIMIT,
  BLOCKED,
]
export const ECHO = fakeTool({
  name: 'echo',
  title: 'Echo',
  annotations: { readOnlyHint: true },
  inputSchema: { type: 'object', required: ['message'], properties: { message: { type: 'string', title: 'Message' } } },
})

const VERBS = ['list', 'read', 'create', 'update', 'delete']
const THINGS = ['issue', 'page', 'order', 'invoice', 'customer', 'event', 'file', 'label', 'user', 'team']

/** 1,000 tools of 10 servers. */
export const TEN_SERVERS: readonly Connection[] = Array.from({ length: 10 }, (_, index) =>
  fakeConnection({ serverName: `Server${index + 1}`, toolCount: 100, toolsHash: '1' }),
)
export const THOUSAND_TOOLS: Readonly<Record<string, readonly ToolInfo[]>> = Object.fromEntries(
  TEN_SERVERS.map(({ serverId }) => [
    serverId,
    VERBS.flatMap((verb) =>
      THINGS.flatMap((thing) =>
        ['', '_batch'].map((suffix) =>
          fakeTool({
            name: `${verb}_${thing}${suffix}`,
            description: `${verb} ${thing}`,
            annotations: { readOnlyHint: verb === 'list' || verb === 'read', destructiveHint: verb === 'delete' },
          }),
        ),
      ),
    ),
  ]),
)
