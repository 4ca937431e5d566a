import { existsSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pagePaths, parsePage, readPage, ROOT } from '../../docs/site/pages.ts'
import type { Page } from '../../docs/site/pages.ts'

const targetOf = (page: string, link: string): string => {
  const [file = ''] = link.split('#')
  return file === '' ? page : normalize(join(dirname(page), decodeURI(file)))
}

/** What is wrong with the links of a page, one line for each. Other sites are not asked. */
function broken({ path, links, headings }: Page): string[] {
  return links.flatMap((link) => {
    if (/^(https?|mailto):/.test(link)) return []
    const [, anchor] = link.split('#')
    const target = targetOf(path, link)
    if (target.startsWith('..')) return [`${path}: ${link} leads out of the repository`]
    if (!existsSync(join(ROOT, target))) return [`${path}: ${link} leads to nothing`]
    if (anchor === undefined) return []
    if (!target.endsWith('.md') || statSync(join(ROOT, target)).isDirectory())
      return [`${path}: ${link} is no page with headings`]
    const there = target === path ? headings : readPage(target).headings
    return there.some(({ slug }) => slug === anchor) ? [] : [`${path}: ${link} names no heading there`]
  })
}

describe('the links of the documentation', () => {
  it.each(pagePaths())('of %s lead to files and headings that are there', (path) => {
    expect(broken(readPage(path))).toEqual([])
  })

  it('are looked at', () => {
    const page = parsePage(
      'docs/api.md',
      '# A B\n[a](gone.md) [b](#a-b) [c](#c) [d](../README.md#no) [e](../../e.md)\n\n![f](f.png)',
    )
    expect(broken(page)).toEqual([
      'docs/api.md: gone.md leads to nothing',
      'docs/api.md: #c names no heading there',
      'docs/api.md: ../README.md#no names no heading there',
      'docs/api.md: ../../e.md leads out of the repository',
      'docs/api.md: f.png leads to nothing',
    ])
  })

  it('lead from the first page of the folder to every other', () => {
    const seen = new Set<string>()
    const follow = (path: string): void => {
      if (seen.has(path) || !path.startsWith('docs/') || !path.endsWith('.md')) return
      seen.add(path)
      for (const link of readPage(path).links) if (!/^\w+:/.test(link)) follow(targetOf(path, link))
    }
    follow('docs/README.md')
    expect([...seen].toSorted()).toEqual(
      pagePaths()
        .filter((path) => path.startsWith('docs/'))
        .toSorted(),
    )
  })
})
