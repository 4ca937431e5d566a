import { describeFramework } from './describe-framework.ts'

describeFramework('Vue', {
  example: 'vue',
  template: 'src/App.vue',
  wrongEvent: { from: '@mcp-select=', to: '@mcp-selected=', complaint: /App\.vue.*mcp-?selected/i },
  wrongProperty: { from: ':servers.prop=', to: ':serverz.prop=', complaint: /App\.vue.*serverz/ },
  wrongType: { from: 'endpoint="/api/mcp"', to: ':endpoint="5"', complaint: /App\.vue.*'number'/ },
  wrongWord: { from: ':tool="tool"', to: 'confirm="never"', complaint: /App\.vue.*"never"/ },
  common: {
    from: '<mcp-connections',
    to: `<mcp-connections
      id="a" class="b" :style="{ color: 'red' }" aria-label="c" data-foo="d" :data-bar="1" part="e" exportparts="row"
      ref="f" lang="de" without-add `,
  },
  rendersOnServer: true,
})
