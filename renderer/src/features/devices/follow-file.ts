import { useEffect } from 'react'
import { useTopic } from '../../ipc/hooks.ts'

/**
 * Whether the file on disk is another one than the revision that is being edited. Where nothing has been changed yet it
 * is just read again.
 */
export function useFileChanged(revision: string | null, isUnsaved: boolean, reload: () => void): boolean {
  const config = useTopic('config', {})
  const onDisk = config.kind === 'ready' ? config.data.revision : null
  const isOther = revision !== null && onDisk !== null && revision !== onDisk
  useEffect(() => {
    if (isOther && !isUnsaved) reload()
    // Once for each version of the file.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [onDisk, isOther, isUnsaved])
  return isOther && isUnsaved
}
