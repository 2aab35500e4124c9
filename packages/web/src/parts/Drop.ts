/**
 * A place of the page where a file can be dropped.
 */
import { useSignal } from "@preact/signals"

/** Whether something is held over the place, and the events that the place has. A file that is dropped on it is opened. */
export const useDrop = (open: (file: File) => void) => {
  const isOver = useSignal(false)
  return {
    isOver,
    events: {
      onDragOver: (event: DragEvent): void => {
        event.preventDefault()
        isOver.value = true
      },
      onDragLeave: () => (isOver.value = false),
      onDrop: (event: DragEvent): void => {
        event.preventDefault()
        isOver.value = false
        const file = event.dataTransfer?.files[0]
        if (file !== undefined) open(file)
      }
    }
  }
}
