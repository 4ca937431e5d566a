import { createDraft, open } from './draft.ts'
import type { Draft, Row } from './draft.ts'

export function addItem(draft: Draft): Draft | undefined {
  if (draft.field.kind !== 'array') return
  const { field } = draft
  draft.state = 'value'
  let added: Draft | undefined
  // A tuple is begun with all of its places.
  do {
    const next = field.item(draft.items.length)
    if (!next) break
    const item = createDraft(next, true, draft)
    open(item)
    draft.items.push(item)
    added ??= item
  } while (draft.items.length < field.fixed)
  return added
}

export function removeItem(draft: Draft, item: Draft): void {
  draft.items = draft.items.filter((other) => other !== item)
  if (draft.items.length === 0) draft.state = 'unset'
}

export function removeRow(draft: Draft, row: Row): void {
  draft.rows = draft.rows.filter((other) => other !== row)
}
