import type { LitElement } from 'lit'
import { equal } from '../support.ts'
import { PAYLOADS } from './payloads.ts'
import { alarms, dangers, elementsOf } from './watch.ts'

/** Payloads that are shown at once. */
const AT_ONCE = 16

/** The payloads in parts, each with its name. */
export const BATCHES: readonly { readonly range: string; readonly payloads: readonly string[] }[] = Array.from(
  { length: Math.ceil(PAYLOADS.length / AT_ONCE) },
  (_, index) => {
    const payloads = PAYLOADS.slice(index * AT_ONCE, (index + 1) * AT_ONCE)
    return { range: `${index * AT_ONCE + 1} to ${index * AT_ONCE + payloads.length}`, payloads }
  },
)

/** Until nothing more comes to what is shown, also of what is loaded first; for two seconds at most. */
export async function settled(element: LitElement): Promise<void> {
  const amount = () => [...elementsOf(element.shadowRoot!)].length
  let [before, same] = [-1, 0]
  for (let looks = 0; looks < 60 && same < 3; looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, 30))
    const now = amount()
    same = now === before ? same + 1 : 0
    before = now
  }
}

/** Presses everything that can be pressed, once, and opens all that is folded. */
export async function pressAll(element: LitElement, except = ':not(*)'): Promise<void> {
  const buttons = [...elementsOf(element.shadowRoot!)].filter((one) =>
    one.matches(`:is(button:not(:disabled), summary, [role=treeitem], [role=tab]):not(${except})`),
  )
  for (const one of buttons) if (one.isConnected) (one as HTMLElement).click()
  await element.updateComplete
  await settled(element)
}

export function expectHarmless(element: LitElement, where: string): void {
  equal([...dangers(element.parentElement!), ...alarms], [], where)
}

/** Without what no browser shows as it is: space between words. */
export const plain = (text: string): string => text.replace(/\s+/g, ' ').trim()
