/** What an app is told of where it is (MCP Apps 2026-01-26, "Host Context in McpUiInitializeResult"). */
import type { Tool, ToolInfo } from '../../shared/mcp.ts'

export type DisplayMode = 'inline' | 'fullscreen'

/** Heights of an app in its place on the page, in CSS pixels. */
export const HEIGHT = { least: 96, first: 240, most: 1200 } as const

const KINDS = { info: 'accent', success: 'success', warning: 'warning', danger: 'danger' } as const

/** The standard's variables, and where each comes from. They follow the color scheme by `light-dark()`. */
const VARIABLES: Readonly<Record<string, string>> = {
  'background-primary': 'surface',
  'background-secondary': 'sunken',
  'background-tertiary': 'plain-soft',
  'background-inverse': 'text',
  'text-primary': 'text',
  'text-secondary': 'muted',
  'text-tertiary': 'muted',
  'text-inverse': 'surface',
  'border-primary': 'line-strong',
  'border-secondary': 'line',
  'border-tertiary': 'line',
  'ring-primary': 'accent',
  ...Object.fromEntries(
    Object.entries(KINDS).flatMap(([kind, color]) => [
      [`background-${kind}`, `${color}-soft`],
      [`text-${kind}`, color],
      [`border-${kind}`, color],
      [`ring-${kind}`, color],
    ]),
  ),
}

export interface Place {
  /** The element that shows the app: its styles are the app's. */
  readonly element: HTMLElement
  /** An element whose `color` is `light-dark(#000, #fff)`. */
  readonly probe: Element | null
  readonly frame: HTMLElement
  readonly mode: DisplayMode
  readonly lang: string
  readonly tool: Tool | undefined
}

/** A tool without what we know of it besides: what the person decided about it is not the app's. */
function asGiven(tool: Tool): Tool {
  const { hash: _hash, policy: _policy, changes: _changes, ...given } = tool as Partial<ToolInfo> & Tool
  return given
}

/** Whether the place is dark, whatever made it so: the system, the page, or an element around it. */
const themeOf = (probe: Element | null): 'light' | 'dark' =>
  probe && getComputedStyle(probe).color === 'rgb(255, 255, 255)' ? 'dark' : 'light'

export function hostContext({ element, probe, frame, mode, lang, tool }: Place): Record<string, unknown> {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(`--_${name}`)
  const variables: Record<string, string> = {
    '--font-sans': style.fontFamily,
    '--border-width-regular': '1px',
    '--border-radius-sm': token('radius-small'),
    '--border-radius-md': token('radius'),
  }
  for (const [name, from] of Object.entries(VARIABLES)) variables[`--color-${name}`] = token(from)
  const { clientWidth: width, clientHeight: height } = frame
  const coarse = matchMedia('(pointer: coarse)').matches
  return {
    ...(tool && { toolInfo: { tool: asGiven(tool) } }),
    theme: themeOf(probe),
    styles: { variables },
    displayMode: mode,
    availableDisplayModes: ['inline', 'fullscreen'],
    containerDimensions: mode === 'inline' ? { width, maxHeight: HEIGHT.most } : { width, height },
    locale: lang,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    userAgent: 'mcp-plug',
    platform: 'web',
    deviceCapabilities: { touch: coarse || navigator.maxTouchPoints > 0, hover: matchMedia('(hover: hover)').matches },
    safeAreaInsets: { top: 0, right: 0, bottom: 0, left: 0 },
  }
}

/** What differs from what the app was told last. */
export function contextChange(
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): Record<string, unknown> | undefined {
  const changed = Object.entries(now).filter(([key, value]) => JSON.stringify(before[key]) !== JSON.stringify(value))
  return changed.length > 0 ? Object.fromEntries(changed) : undefined
}
