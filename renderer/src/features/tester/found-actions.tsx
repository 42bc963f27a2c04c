import { Button, CopyButton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { foundRow, type NamedPlace } from '../../../../shared/contract/register-row.ts'
import type { UnitTarget } from '../../../../shared/contract/tester.ts'
import { writtenAddress } from '../../../../shared/model/address.ts'
import { useFindWords } from './find-words.ts'
import { copiedAddressing, deviceKeys } from './found-device.ts'
import { HandOverButton } from './hand-over-button.tsx'
import { rowsText } from './register-row.ts'
import type { Configured } from './use-configured.ts'
import type { Subject } from './use-subject.ts'

interface Props {
  /** Of the run that found them. */
  readonly target: UnitTarget
  readonly places: readonly NamedPlace[]
  /** The device of the configuration that is this unit; null: there is none. */
  readonly device: Configured | null
  /** What is chosen now. */
  readonly subject: Subject
  /** Of one of many: what it is, for screen readers. null: of all that was found. */
  readonly of: string | null
}

/** What becomes of what was found: a device, more registers of one, or rows in the clipboard. */
export function FoundActions({ target, places, device, subject, of }: Props) {
  const say = useFindWords()
  const isNothing = places.length === 0
  const addressing = copiedAddressing(target, subject)
  return (
    <div className="found-actions">
      <HandOverButton
        given={{
          kind: 'new-device',
          keys: deviceKeys(target),
          rows: places.map((place) => foundRow(place, String(place.address))),
        }}
        text={say(of === null ? 'newDevice' : 'newDeviceOne')}
        name={of === null ? null : say('newDeviceOf', { place: of })}
        isDisabled={isNothing}
      />
      {device !== null && (
        <HandOverButton
          given={{ kind: 'more-registers', section: device.section, places }}
          text={say('addTo', { name: device.name })}
          name={of === null ? null : say('addToOf', { name: device.name, place: of })}
          isDisabled={isNothing}
        />
      )}
      <CopyButton
        value={rowsText(
          places.map((place) => foundRow(place, writtenAddress(place.table, place.address, addressing))),
        )}
      >
        {({ copied, copy }) => (
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
            title={say('copyHelp')}
            aria-label={of === null || copied ? undefined : say('copyRowOf', { place: of })}
            disabled={isNothing}
            onClick={copy}
          >
            {copied ? say('copied') : say(of === null ? 'copyRows' : 'copyRow')}
          </Button>
        )}
      </CopyButton>
    </div>
  )
}
