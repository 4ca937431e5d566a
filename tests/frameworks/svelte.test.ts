import { describeFramework } from './describe-framework.ts'

describeFramework('Svelte', {
  example: 'svelte',
  template: 'src/App.svelte',
  wrongEvent: { from: 'onmcp-select=', to: 'onmcp-selected=', complaint: /onmcp-selected/ },
  wrongProperty: { from: '{servers}\n', to: 'serverz={servers}\n', complaint: /serverz/ },
  wrongType: { from: 'endpoint="/api/mcp"', to: 'endpoint={5}', complaint: /'number'/ },
  wrongWord: { from: '{tool}\n', to: 'confirm="never"\n', complaint: /never/ },
  common: {
    from: '<mcp-connections',
    to: `<mcp-connections
      id="a" class={{ b: true }} style:color="red" aria-label="c" data-foo="d" part="e" exportparts="row"
      lang="de" without-add `,
  },
  rendersOnServer: true,
})
