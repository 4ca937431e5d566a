import { describeFramework } from './describe-framework.ts'

describeFramework('plain HTML', {
  example: 'html',
  template: 'public/page.js',
  wrongEvent: { from: "'mcp-select'", to: "'mcp-selected'", complaint: /page\.js.*connection/ },
  wrongProperty: { from: 'connections.servers =', to: 'connections.serverz =', complaint: /page\.js.*serverz/ },
  rendersOnServer: false,
})
