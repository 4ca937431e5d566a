import type { ReactiveControllerHost } from 'lit'
import { Lazy } from '../../../elements/core/lazy.ts'
import { describe, equal, it, rejection } from '../support.ts'

function host() {
  let updates = 0
  const one: ReactiveControllerHost = {
    addController() {},
    removeController() {},
    requestUpdate: () => void updates++,
    updateComplete: Promise.resolve(true),
  }
  return { one, updates: () => updates }
}

describe('a part that is loaded when it is needed', () => {
  it('is loaded once, and renders all who wait for it', async () => {
    let loads = 0
    const part = new Lazy(async () => ++loads)
    const [first, second] = [host(), host()]
    equal([part.for(first.one), part.for(first.one), part.for(second.one)], [undefined, undefined, undefined])
    await part.load()
    equal([part.for(first.one), loads, first.updates(), second.updates()], [1, 1, 1, 1])
  })

  it('says that it could not be loaded, and can be tried again', async () => {
    let fails = true
    const part = new Lazy(async () => {
      if (fails) throw new TypeError('Failed to fetch dynamically imported module')
      return 'here'
    })
    const waiting = host()
    equal(part.for(waiting.one), undefined)
    await rejection(part.load())
    equal([part.failed, waiting.updates(), part.for(waiting.one)], [true, 1, undefined])
    fails = false
    equal(await part.load(), 'here')
    equal([part.failed, part.value], [false, 'here'])
  })
})
