/** What must hold for whatever a story shows. Each gives what is wrong, one line for each. */
import type { Page } from 'playwright-core'
import type { AxeResults } from 'axe-core'

interface Axe {
  run(selector: string, options: object): Promise<AxeResults>
}

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds; with `rules`, by these alone. */
export function axe(page: Page, rules?: readonly string[]): Promise<string[]> {
  return page.evaluate(
    async ([tags, rules]) => {
      const { axe } = globalThis as unknown as { axe: Axe }
      const { violations } = await axe.run('#storybook-root', {
        runOnly: rules ? { type: 'rule', values: rules } : { type: 'tag', values: tags },
        // These are about whole pages.
        ...(!rules && { rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } } }),
        resultTypes: ['violations'],
      })
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, any, all, none }) => {
          const why = [...any, ...all, ...none].map(({ message }) => message).join(' ')
          return `${id}: ${html.replace(/\s+/g, ' ').slice(0, 160)} ${why}`
        }),
      )
    },
    [TAGS, rules] as const,
  )
}

/** What makes the page wider than its window, and texts that are cut off at a side. */
export function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const LONG = 60
    const found = new Set<string>()
    const describe = (element: Element) =>
      `${element.localName}${[...element.classList].map((name) => `.${name}`).join('')}${element.getAttribute('part') ? `[part="${element.getAttribute('part')}"]` : ''}`
    const parentOf = (node: Node): Element | null => {
      const slot = node instanceof Element || node instanceof Text ? node.assignedSlot : null
      if (slot) return slot
      const parent = node.parentNode
      return parent instanceof ShadowRoot ? parent.host : (parent as Element | null)
    }
    /** Nearest ancestor that cuts off what is outside of it; nothing where it can be scrolled to. */
    const clipOf = (node: Node): Element | undefined => {
      for (let at = parentOf(node); at && at !== document.documentElement; at = parentOf(at)) {
        const { overflowX, clipPath, position } = getComputedStyle(at)
        if (overflowX === 'auto' || overflowX === 'scroll' || clipPath !== 'none') return undefined
        if (overflowX === 'hidden' || overflowX === 'clip') return at
        if (position === 'fixed') return undefined
      }
      return document.documentElement
    }
    const range = document.createRange()
    const look = (root: ParentNode) => {
      const walker = document.createTreeWalker(root as unknown as Node, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node instanceof Element) {
          if (node.shadowRoot) look(node.shadowRoot)
          continue
        }
        if (!(node instanceof Text) || node.data.trim() === '') continue
        const parent = parentOf(node)
        if (!parent?.checkVisibility({ visibilityProperty: true }) || /^(style|script)$/.test(parent.localName))
          continue
        const clip = clipOf(node)
        if (!clip) continue
        range.selectNodeContents(node)
        // A server's words of such length are shortened where there is no room for them.
        const { textOverflow, webkitLineClamp } = getComputedStyle(clip)
        if (node.data.length > LONG && (textOverflow === 'ellipsis' || webkitLineClamp !== 'none')) continue
        const { left, right, width } = range.getBoundingClientRect()
        const box = clip.getBoundingClientRect()
        if (width === 0 || box.width <= 1 || (left >= box.left - 2 && right <= box.right + 2)) continue
        found.add(`“${node.data.trim().slice(0, 40)}” in ${describe(parent)} is cut off by ${describe(clip)}`)
      }
    }
    look(document.querySelector('#storybook-root')!)
    const { scrollWidth, clientWidth } = document.scrollingElement!
    if (scrollWidth > clientWidth) found.add(`the page is ${scrollWidth} px wide in a window of ${clientWidth}`)
    return [...found]
  })
}

/** Things that still move. */
export function motion(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const moving = (root: Document | ShadowRoot): string[] => [
      ...root
        .getAnimations()
        .map(({ effect }) => (effect as KeyframeEffect).target)
        .filter((target) => target && target.getBoundingClientRect().width > 0)
        .map((target) => `${target?.localName}.${target?.getAttribute('class')} moves`),
      ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? moving(shadowRoot) : [])),
    ]
    return moving(document)
  })
}

/** Controls whose edges cannot be seen where the system paints all backgrounds in one colour; contrast is the system's own there. */
export function edges(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const all = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])])
    return all(document.querySelector('#storybook-root')!)
      .filter((one) =>
        one.matches(
          'input:not([type=checkbox], [type=radio], [type=range], [type=hidden]), select, textarea, .primary',
        ),
      )
      .filter((one) => one.checkVisibility({ visibilityProperty: true }))
      .filter((one) => {
        const { borderBlockStartWidth, borderBlockStartStyle, borderBlockStartColor } = getComputedStyle(one)
        const seen = borderBlockStartWidth !== '0px' && borderBlockStartStyle !== 'none'
        return !seen || borderBlockStartColor === 'rgba(0, 0, 0, 0)'
      })
      .map((one) => `${one.localName}.${one.className}#${one.id} has no edge`)
  })
}

/** Words of machines, and of `Intl`, which has its own for each language. */
const EVERYWHERE = [
  'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec AM PM',
  'Ctrl',
  'Enter',
  'X-Api-Key',
  'CSV',
  'TSV',
  'JSON',
  'kB',
  'MB',
  'byte',
]

/** Words of ours that went through no translation, in the pseudo-locale. */
export function literals(page: Page): Promise<string[]> {
  return page.evaluate((everywhere) => {
    const known = (globalThis.mcpStoryTexts ?? []).join('\n')
    const found = new Set<string>()
    /** What is outside of all brackets. */
    const outside = (text: string): string => {
      let depth = 0
      return text
        .split(/(\[!!|!!\])/)
        .filter((piece) => {
          if (piece === '[!!') depth++
          else if (piece === '!!]') depth--
          else return depth === 0
          return false
        })
        .join(' ')
    }
    const check = (text: string, where: string) => {
      for (const [word] of outside(text).matchAll(/\p{L}[\p{L}\p{M}'’]+/gu))
        if (!known.includes(word) && !everywhere.some((term) => term.includes(word))) found.add(`“${word}” in ${where}`)
    }
    const ATTRIBUTES = ['aria-label', 'placeholder', 'title', 'alt', 'aria-description', 'aria-valuetext', 'label']
    const look = (root: ShadowRoot): void => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
      let texts = ''
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node instanceof Text) {
          if (!/^(style|script)$/.test(node.parentElement?.localName ?? '')) texts += ` ${node.data}`
          continue
        }
        const element = node as Element
        if (element.shadowRoot) look(element.shadowRoot)
        for (const name of ATTRIBUTES) check(element.getAttribute(name) ?? '', `${name} of ${element.localName}`)
      }
      check(texts, root.host.localName)
    }
    for (const element of document.querySelectorAll('#storybook-root *'))
      if (element.shadowRoot) look(element.shadowRoot)
    return [...found]
  }, EVERYWHERE)
}

/** An entry of what a browser tells of layout shifts (WICG, "Layout Instability"). */
interface Shift {
  readonly value: number
  readonly sources: readonly {
    readonly node: Node | null
    readonly previousRect: DOMRect
    readonly currentRect: DOMRect
  }[]
}

/** What is below moves by no more than this share of the window (Web Vitals, "Cumulative Layout Shift"). */
const MOST_SHIFT = 0.02

/** Begins to count how far things move that are on the screen already. */
export const watchShifts = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const moved = { sum: 0, what: [] as string[] }
    Object.assign(globalThis, { mcpShifts: moved })
    new PerformanceObserver((list) => {
      const placeOf = ({ x, y, width, height }: DOMRect) => [x, y, width, height].map(Math.round).join(' ')
      for (const { value, sources } of list.getEntries() as unknown as Shift[]) {
        moved.sum += value
        for (const { node, previousRect, currentRect } of sources) {
          const name =
            node instanceof Element ? `${node.localName}.${node.className}` : `“${node?.textContent?.trim()}”`
          moved.what.push(`${name} from ${placeOf(previousRect)} to ${placeOf(currentRect)}`)
        }
      }
    }).observe({ type: 'layout-shift', buffered: false })
  })

export const shifts = (page: Page): Promise<string[]> =>
  page.evaluate((most) => {
    const { sum, what } = (globalThis as unknown as { mcpShifts: { sum: number; what: string[] } }).mcpShifts
    return sum > most ? [`things move by ${sum.toFixed(3)} as data arrives: ${what.join(', ')}`] : []
  }, MOST_SHIFT)

export const setTextSize = (page: Page, size: string): Promise<void> =>
  page.evaluate((size) => {
    document.documentElement.style.fontSize = size
  }, size)
