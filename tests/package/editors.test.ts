import { describe, expect, it } from 'vitest'
import { getLanguageService, newHTMLDataProvider, TextDocument } from 'vscode-html-languageservice'
import type { CompletionItem, MarkupContent } from 'vscode-html-languageservice'
import { vscodeData } from '../../scripts/manifest/editors.ts'
import { analyse, elementsOf } from '../../scripts/manifest/manifest.ts'

// What VS Code itself works with.
const service = getLanguageService({
  useDefaultDataProvider: false,
  customDataProviders: [newHTMLDataProvider('mcp-plug', vscodeData(elementsOf(analyse())))],
})

/** A page, and where `|` stands in it. */
function typed(text: string) {
  const document = TextDocument.create('file:///page.html', 'html', 1, text.replace('|', ''))
  return { document, position: document.positionAt(text.indexOf('|')), html: service.parseHTMLDocument(document) }
}

function offered(text: string): CompletionItem[] {
  const { document, position, html } = typed(text)
  return service.doComplete(document, position, html).items
}

const labels = (text: string): string[] => offered(text).map(({ label }) => label)

/** What is put into the page for an attribute. */
const inserted = (text: string, name: string): string | undefined =>
  offered(text).find(({ label }) => label === name)?.textEdit?.newText

function hovered(text: string): MarkupContent {
  const { document, position, html } = typed(text)
  return service.doHover(document, position, html)!.contents as MarkupContent
}

describe('VS Code, told of the elements', () => {
  it('completes tags, attributes and the words that an attribute takes', () => {
    expect(labels('<mcp-|')).toEqual([
      'mcp-app-frame',
      'mcp-connections',
      'mcp-provider',
      'mcp-schema-form',
      'mcp-tool-runner',
    ])
    expect(labels('<mcp-tool-runner |')).toEqual(
      expect.arrayContaining(['server', 'session-id', 'tool', 'confirm', 'without-link', 'endpoint']),
    )
    expect(labels('<mcp-tool-runner confirm="|"')).toEqual(['auto', 'always'])
  })

  it('gives an attribute that is true or not there no value', () => {
    expect(inserted('<mcp-connections |', 'without-add')).toBe('without-add')
    expect(inserted('<mcp-connections |', 'callback-url')).toBe('callback-url="$1"')
  })

  it('tells what a tag fires, what its events carry, and what styles reach', () => {
    const { kind, value } = hovered('<mcp-tool-run|ner></mcp-tool-runner>')
    expect(kind).toBe('markdown')
    expect(value).toMatch(/^Runs tools of connected MCP servers\.\n\n/)
    expect(value).toContain('- `mcp-result` (`call`, `result`): The tool returned a result')
    expect(value).toContain('- slot `heading`: ')
    expect(value).toMatch(/^Parts: `card`, .*`result`$/m)
    expect(value).toMatch(/^States: `:state\(running\)`, /m)
    expect(value).toMatch(/^Custom properties: `--mcp-color-accent`, /m)
  })

  it('tells what an attribute is for, and its default where that is not empty', () => {
    expect(hovered('<mcp-tool-runner conf|irm="always">').value).toMatch(
      /^When a person is asked before a tool runs\.[^]*\n\nDefault: `auto`$/,
    )
    expect(hovered('<mcp-tool-runner ser|ver="github">').value).not.toContain('Default')
    expect(hovered('<mcp-tool-runner without-l|ink>').value).not.toContain('Default')
  })
})
