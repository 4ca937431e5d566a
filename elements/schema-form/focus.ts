/** What gets the focus for a field, unfolded if need be. */
export function fieldControl(root: ParentNode, id: number): HTMLElement | null | undefined {
  const place = root.querySelector<HTMLElement>(`#f${id}`)
  for (let up = place?.closest('details'); up; up = up.parentElement?.closest('details')) up.open = true
  const inside = (selector: string): HTMLElement | null | undefined => place?.querySelector<HTMLElement>(selector)
  if (!place?.matches('fieldset')) return place
  return inside(':checked') ?? inside('input, textarea, select') ?? inside('button')
}
