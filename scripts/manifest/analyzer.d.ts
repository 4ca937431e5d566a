/** The analyzer can be called, but declares only its plug-ins. Its TypeScript is its own: the project's has no such API. */
declare module '@custom-elements-manifest/analyzer/index.js' {
  interface Sources {
    readonly ScriptTarget: { readonly ES2022: number }
    createSourceFile(path: string, text: string, target: number, parents: boolean): unknown
  }
  export const ts: Sources
  export function create(options: { modules: unknown[]; plugins: unknown[]; context: { dev: boolean } }): unknown
}

declare module '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js' {
  export function litPlugin(): unknown[]
}
