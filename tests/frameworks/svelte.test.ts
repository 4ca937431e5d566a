import { describeFramework } from './describe-framework.ts'

describeFramework('Svelte', {
  example: 'svelte',
  template: 'src/App.svelte',
  wrongEvent: { from: 'onmcp-select=', to: 'onmcp-selected=', complaint: /onmcp-selected/ },
  wrongProperty: { from: '{servers}\n', to: 'serverz={servers}\n', complaint: /serverz/ },
  rendersOnServer: true,
})
