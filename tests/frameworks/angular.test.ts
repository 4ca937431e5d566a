import { describeFramework } from './describe-framework.ts'

describeFramework('Angular', {
  example: 'angular',
  template: 'src/app.ts',
  wrongEvent: { from: '(mcp-select)=', to: '(mcp-selected)=', complaint: /app\.ts[^]*McpSelectEvent/ },
  wrongProperty: { from: '[servers]=', to: '[serverz]=', complaint: /app\.ts[^]*serverz/ },
  wrongType: { from: 'endpoint="/api/mcp"', to: '[endpoint]="5"', complaint: /app\.ts[^]*'number'/ },
  wrongWord: { from: '[tool]="tool()"', to: 'confirm="never"', complaint: /app\.ts[^]*"never"/ },
  common: {
    from: '<mcp-connections',
    to: `<mcp-connections #list [attr.aria-busy]="list.withoutAdd"
      id="a" [class.b]="true" [style.color]="'red'" aria-label="c" data-foo="d" part="e" exportparts="row"
      lang="de" withoutAdd `,
  },
  rendersOnServer: true,
})
