/** Starts the validator's worker, whatever has put the page's files together. */

/** Fails where the page's policy refuses it. Undefined where the whole app is one file, which in a worker would run again. */
export async function newWorker(): Promise<Worker | undefined> {
  // These bundlers make a file of their own of the expression below; addresses of modules are of where they were built.
  // webpack and Rspack would write that into the page's code, and skip what they know to be dead.
  if ((import.meta as { webpack?: number }).webpack || import.meta.url.startsWith('file:')) {
    return new Worker(new URL(/* @vite-ignore */ './validation-worker.js', import.meta.url), { type: 'module' })
  } else {
    const { url } = await import('./validation-worker.ts')
    return url === import.meta.url ? undefined : new Worker(scriptUrl(url) as string, { type: 'module' })
  }
}

interface Policy {
  createScriptURL(url: string): unknown
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy
}

/** Where the copies of this file in one page keep their policy: of each name there may be one only. */
const kept = Symbol.for('mcp-plug.policy')

/**
 * Workers of another origin are refused; a blob of ours that imports the file is not. The validator makes an address of
 * `location` as it loads, and that of a blob is none that it can take.
 */
function localUrl(url: string): string {
  if (new URL(url).origin === location.origin) return url
  const script = `Object.defineProperty(self, 'location', {})\nimport(${JSON.stringify(url)}).catch(reportError)`
  return URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
}

function scriptUrl(url: string): unknown {
  const page = globalThis as { trustedTypes?: TrustedTypes; [kept]?: Policy }
  if (!page.trustedTypes) return localUrl(url)
  page[kept] ??= page.trustedTypes.createPolicy('mcp-plug', { createScriptURL: localUrl })
  return page[kept].createScriptURL(url)
}
