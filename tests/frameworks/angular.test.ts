import { describeFramework } from './describe-framework.ts'

describeFramework('Angular', {
  example: 'angular',
  template: 'src/app.ts',
  wrongEvent: { from: '(mcp-select)=', to: '(mcp-selected)=', complaint: /app\.ts[^]*McpSelectEvent/ },
  wrongProperty: { from: '[servers]=', to: '[serverz]=', complaint: /app\.ts[^]*serverz/ },
  rendersOnServer: true,
})
