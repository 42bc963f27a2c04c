import { Checkbox, Table, Text } from '@mantine/core'
import { IconAlertTriangle, IconSearchOff } from '@tabler/icons-react'
import { Fragment, useState } from 'react'
import type { NamedPlace } from '../../../../shared/contract/register-row.ts'
import { describePdu, hexAddress } from '../../../../shared/model/address.ts'
import { useLanguage } from '../../app/texts.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { count } from '../../ui/format.ts'
import { useFindWords } from './find-words.ts'
import { FoundActions } from './found-actions.tsx'
import { NothingFound } from './nothing-found.tsx'
import { useConfigured } from './use-configured.ts'
import type { RunOf } from './use-runner.ts'
import type { Subject } from './use-subject.ts'

/** Where each value of the display is, and what becomes of those that are taken. */
export function FoundSet({
  run,
  subject,
}: {
  readonly run: RunOf<'find-several'>
  readonly subject: Subject
}) {
  const say = useFindWords()
  const language = useLanguage()
  /** Where somebody thinks otherwise than the search: what is certain is taken. */
  const [turned, setTurned] = useState<readonly number[]>([])
  const { request, result } = run.body
  const device = useConfigured(request.target)
  if (result === null) return null
  const { places, rival, registersRead } = result
  const found = places.filter((place) => place !== null).length
  if (found === 0) return <NothingFound result={result} title={say('noneOfSeveral')} />
  const isTaken = (index: number): boolean => (places[index]?.isDoubtful === false) !== turned.includes(index)
  const taken = request.values.flatMap(({ label, unit }, index): readonly NamedPlace[] => {
    const place = places[index] ?? null
    return place === null || !isTaken(index) ? [] : [{ ...place, label, unit }]
  })
  return (
    <>
      <Text size="sm" className="quiet" role="status">
        {say('foundOf', { found, total: request.values.length })}{' '}
        {say('registersRead', { count: registersRead, shown: count(registersRead, language) })}
      </Text>
      <div className="tester-scroll" tabIndex={0} role="region" aria-label={say('found')}>
        <Table className="tester-table found-set" aria-label={say('found')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Td />
              <Table.Th>{say('label')}</Table.Th>
              <Table.Th ta="right">{say('shownAndRead')}</Table.Th>
              <Table.Th>{say('where')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {request.values.map(({ label, shown }, index) => (
              // Two values may have one label.
              // oxlint-disable-next-line react/no-array-index-key
              <Table.Tr key={index}>
                <Table.Td>
                  {(places[index] ?? null) !== null && (
                    <Checkbox
                      aria-label={say('take', { label })}
                      checked={isTaken(index)}
                      onChange={() =>
                        setTurned((known) =>
                          known.includes(index) ? known.filter((at) => at !== index) : [...known, index],
                        )
                      }
                    />
                  )}
                </Table.Td>
                <Table.Td className="mono found-label">
                  {label.split(/(?<=_)/).map((part, at) => (
                    // Parts of one text have nothing but their place.
                    // oxlint-disable-next-line react/no-array-index-key
                    <Fragment key={at}>
                      {part}
                      <wbr />
                    </Fragment>
                  ))}
                </Table.Td>
                <Table.Td className="num found-numbers">
                  <div>{shown}</div>
                  <div className="quiet">{places[index]?.value}</div>
                </Table.Td>
                <Where place={places[index] ?? null} />
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {rival !== null && (
        <ErrorNote
          tone="warning"
          message={say('rival', {
            type: rival.dataType,
            order: rival.byteOrder,
            table: rival.table,
            address: `${rival.address} (${hexAddress(rival.address)})`,
          })}
        />
      )}
      <FoundActions target={request.target} places={taken} device={device} subject={subject} of={null} />
    </>
  )
}

function Where({
  place,
}: {
  readonly place: NonNullable<RunOf<'find-several'>['body']['result']>['places'][number]
}) {
  const say = useFindWords()
  if (place === null) {
    return (
      <Table.Td className="warn">
        <IconSearchOff size={13} aria-hidden className="inline-icon" /> {say('notFound')}
      </Table.Td>
    )
  }
  const { table, address, dataType, byteOrder, factor, isDoubtful } = place
  return (
    <Table.Td>
      <div className="mono found-way">{describePdu(table, address)}</div>
      <div className="mono quiet">
        {dataType} {byteOrder}
        {factor !== '1' && ` × ${factor}`}
      </div>
      {isDoubtful && (
        <div className="warn">
          <IconAlertTriangle size={13} aria-hidden className="inline-icon" /> {say('doubtful')}
        </div>
      )}
    </Table.Td>
  )
}
