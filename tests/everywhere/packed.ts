/** Packs the package once, for all examples. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { pack } from '../package/pack.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of the packed package. */
    tarball: string
  }
}

export default function packOnce(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-plug-packed-'))
  project.provide('tarball', pack(folder))
  return () => rmSync(folder, { recursive: true, force: true })
}
