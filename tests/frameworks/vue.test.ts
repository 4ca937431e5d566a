import { describeFramework } from './describe-framework.ts'

describeFramework('Vue', {
  example: 'vue',
  template: 'src/App.vue',
  wrongEvent: { from: '@mcp-select=', to: '@mcp-selected=', complaint: /App\.vue.*mcp-?selected/i },
  wrongProperty: { from: ':servers.prop=', to: ':serverz.prop=', complaint: /App\.vue.*serverz/ },
  rendersOnServer: true,
})
