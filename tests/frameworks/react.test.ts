import { describeFramework } from './describe-framework.ts'

describeFramework('React', {
  example: 'react',
  template: 'src/App.tsx',
  wrongEvent: { from: "'mcp-select':", to: "'mcp-selected':", complaint: /App\.tsx.*mcp-selected/ },
  wrongProperty: { from: 'sessionId={session}', to: 'session={session}', complaint: /App\.tsx[^]*'session'/ },
  rendersOnServer: true,
})
