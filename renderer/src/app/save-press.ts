import { useEffect, useRef } from 'react'

interface PressOptions {
  /** There is something that may be saved, whatever the check of its values says. */
  readonly isPossible: boolean
  /** The answer to the last keystroke is still on its way. */
  readonly isChecking: boolean
  /** What the last answer says. */
  readonly hasErrors: boolean
  readonly onSave: () => void
}

export interface SavePress {
  readonly isPossible: boolean
  press(): void
}

/** Save pressed right behind the last keystroke waits for its check, and is forgotten if that finds errors. */
export function useSavePress({ isPossible, isChecking, hasErrors, onSave }: PressOptions): SavePress {
  const isWaiting = useRef(false)
  const canSave = isPossible && !hasErrors
  useEffect(() => {
    if (isPossible && isChecking) return
    const wasWaiting = isWaiting.current
    isWaiting.current = false
    if (wasWaiting && canSave) onSave()
  }, [isPossible, isChecking, canSave, onSave])
  return {
    isPossible: isPossible && (isChecking || !hasErrors),
    press() {
      if (isPossible && isChecking) isWaiting.current = true
      else if (canSave) onSave()
    },
  }
}
