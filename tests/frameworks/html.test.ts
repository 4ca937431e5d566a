import { describeFramework } from './describe-framework.ts'

describeFramework('plain HTML', {
  example: 'html',
  template: 'public/page.js',
  wrongEvent: { from: "'mcp-select'", to: "'mcp-selected'", complaint: /page\.js.*connection/ },
  wrongProperty: { from: 'connections.servers =', to: 'connections.serverz =', complaint: /page\.js.*serverz/ },
  wrongType: { from: 'runner.tool = input.value', to: 'runner.endpoint = 5', complaint: /page\.js.*'number'/ },
  wrongWord: { from: 'runner.tool = input.value', to: "runner.confirm = 'never'", complaint: /page\.js.*"never"/ },
  common: {
    from: 'connections.servers =',
    to: "connections.className = 'b'; connections.withoutAdd = true; void runner.run(); runner.cancel(); connections.servers =",
  },
  rendersOnServer: false,
})
