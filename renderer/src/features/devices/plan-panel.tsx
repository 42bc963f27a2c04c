import { Fieldset, Progress, Table, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import type { PlanView } from '../../../../shared/contract/config.ts'
import { hexAddress } from '../../../../shared/model/address.ts'
import { duration, latency, percent } from '../../ui/format.ts'
import { useGridWords } from './grid-words.ts'

/** Labels of one request, and devices of one line, that are named. */
const mostNamed = 6

/** From this share of its time on, a line has little left for repeats. */
const highLoad = 0.8

/** Which requests the registers become, and whether the line can carry them. */
export function PlanPanel({ plan }: { readonly plan: PlanView | null }) {
  const say = useGridWords()
  if (plan === null) {
    return (
      <Fieldset legend={say('plan')} className="form-group">
        <Text size="sm" className="quiet">
          {say('planNone')}
        </Text>
      </Fieldset>
    )
  }
  const { requests, wireMs, intervalMs } = plan
  return (
    <Fieldset legend={say('plan')} className="form-group">
      <Text size="sm">
        {say('cycle', {
          count: requests.length,
          wire: latency(wireMs),
          interval: duration(intervalMs),
        })}
      </Text>
      <LinkLoad plan={plan} />
      <Table.ScrollContainer minWidth={620} maxHeight={260}>
        <Table withRowBorders stickyHeader fz="xs" verticalSpacing={3} aria-label={say('plan')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say('fc')}</Table.Th>
              <Table.Th>{say('from')}</Table.Th>
              <Table.Th ta="right">{say('count')}</Table.Th>
              <Table.Th>{say('items')}</Table.Th>
              <Table.Th ta="right">{say('wasted')}</Table.Th>
              <Table.Th ta="right">{say('wire')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {requests.map(({ functionCode, address, count, labels, wasted, again, wireMs: requestMs }) => (
              <Table.Tr key={`${functionCode}:${address}:${again}`}>
                <Table.Td className="mono">FC{functionCode}</Table.Td>
                <Table.Td className="mono">
                  {address} <span className="quiet">({hexAddress(address)})</span>
                </Table.Td>
                <Table.Td className="num">{count}</Table.Td>
                <Table.Td>
                  {again && `${say('again')} `}
                  {labels.slice(0, mostNamed).join(', ')}
                  {labels.length > mostNamed && ` ${say('more', { count: labels.length - mostNamed })}`}
                </Table.Td>
                <Table.Td className="num">{wasted}</Table.Td>
                <Table.Td className="num">{latency(requestMs)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Fieldset>
  )
}

const looks = {
  over: { word: 'loadOver', tone: 'bad', colour: 'red', icon: IconCircleX },
  high: { word: 'loadHigh', tone: 'warn', colour: 'yellow', icon: IconAlertTriangle },
  fine: { word: 'loadFine', tone: 'good', colour: 'petrol', icon: IconCircleCheck },
} as const

function LinkLoad({ plan }: { readonly plan: PlanView }) {
  const say = useGridWords()
  const { link, linkDevices, linkUtilisation } = plan
  const state = linkUtilisation > 1 ? 'over' : linkUtilisation > highLoad ? 'high' : 'fine'
  const { word, tone, colour, icon: Icon } = looks[state]
  const names = linkDevices.slice(0, mostNamed).join(', ')
  const rest = linkDevices.length - mostNamed
  const title = say('load', { link })
  return (
    <div style={{ margin: '6px 0 8px' }}>
      <Progress
        value={Math.min(100, linkUtilisation * 100)}
        color={colour}
        size="sm"
        aria-label={title}
        maw={520}
      />
      <Text size="xs" mt={3} component="div">
        <Icon size={13} aria-hidden className={tone} style={{ verticalAlign: '-2px' }} /> {title}:{' '}
        <span className="mono">{shareWords(linkUtilisation)}</span>, <span className={tone}>{say(word)}</span>
        <span className="quiet">
          {' '}
          · {say('loadDevices', { count: linkDevices.length, names })}
          {rest > 0 && ` ${say('more', { count: rest })}`}
        </span>
      </Text>
    </div>
  )
}

/** Above 1 the share says how far it is too much. */
const shareWords = (share: number): string => (share > 1 ? `${Math.round(share * 100)} %` : percent(share))
