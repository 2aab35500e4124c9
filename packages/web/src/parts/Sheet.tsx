/**
 * A sheet over the page: the browser keeps the focus in it, and closes it with Escape.
 */
import type { ComponentChildren } from "preact"
import { useEffect, useRef } from "preact/hooks"

/** The sheet, open as long as it is there. */
export const Sheet = ({
  title,
  onClose,
  children
}: {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
}) => {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const { current } = dialog
    current?.showModal()
    return () => current?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby="sheet-title"
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <h2 id="sheet-title">{title}</h2>
      {children}
    </dialog>
  )
}
