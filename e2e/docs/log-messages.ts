import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'
import { root } from './pages.ts'

const levels = new Set(['info', 'warning', 'error'])

/** Every sentence that the program can write into its log above DEBUG, with `…` for what is filled in. */
export function logMessages(): readonly string[] {
  const files = globSync('electron/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  const messages = files.flatMap((file) => {
    const { program } = parseSync(file, readFileSync(join(root, file), 'utf8'))
    // The lines of the events are made there as values.
    return messagesIn(program, /electron[/\\]engine[/\\]log[/\\]log-/.test(file))
  })
  return [...new Set(messages)].filter((message) => !isOnlyFrame(message) && !isDebug(message)).toSorted()
}

/** What is filled in as a whole (the words of a finding, a defect's stack, what ends) says nothing of itself. */
const isOnlyFrame = (message: string): boolean => !/[a-z]/i.test(message.replaceAll(' after …', ''))

/** Of the lines that events make, the one that DEBUG alone shows. */
const isDebug = (message: string): boolean => message === '… in … bytes: … after … ms'

function messagesIn(node: unknown, inEvents: boolean): string[] {
  if (Array.isArray(node)) return node.flatMap((child) => messagesIn(child, inEvents))
  if (!isNode(node)) return []
  return [
    ...messagesOf(node, inEvents),
    ...Object.values(node).flatMap((child) => messagesIn(child, inEvents)),
  ]
}

function messagesOf(node: AstNode, inEvents: boolean): readonly string[] {
  if (node.type === 'CallExpression' && isNode(node['callee']) && Array.isArray(node['arguments'])) {
    const { object, property } = node['callee']
    const isLog = /^#?(log|logger)$/.test(nameOf(object)) && levels.has(nameOf(property))
    return isLog ? textsOf(node['arguments'][0]) : []
  }
  if (!inEvents) return []
  if (node.type === 'VariableDeclarator' && nameOf(node['id']) === 'message') return textsOf(node['init'])
  if (node.type !== 'Property') return []
  // What ends, and how long it took, is one line: `recovered` and its duration.
  if (nameOf(node['key']) === 'recovered') return textsOf(node['value']).map((text) => `${text} after …`)
  return nameOf(node['key']) === 'message' ? textsOf(node['value']) : []
}

interface AstNode {
  readonly type: string
  readonly [key: string]: unknown
}

const isNode = (value: unknown): value is AstNode =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

/** Of `logger`, `this.#logger` and `options.logger` the last name, of `logger.child('x')` the one before. */
function nameOf(node: unknown): string {
  if (!isNode(node)) return ''
  if (node.type === 'CallExpression' && isNode(node['callee'])) return nameOf(node['callee']['object'])
  if (node.type === 'MemberExpression') return nameOf(node['property'])
  return typeof node['name'] === 'string' ? node['name'] : ''
}

/** The texts that an expression can have, as far as they stand in the source. */
function textsOf(node: unknown): readonly string[] {
  if (!isNode(node)) return ['…']
  switch (node.type) {
    case 'Literal':
      return [typeof node['value'] === 'string' ? node['value'] : '…']
    case 'TemplateLiteral':
      return [Array.isArray(node['quasis']) ? node['quasis'].map(cookedOf).join('…') : '…']
    case 'BinaryExpression':
      return textsOf(node['left']).flatMap((left) => textsOf(node['right']).map((right) => left + right))
    case 'ConditionalExpression':
      return [...textsOf(node['consequent']), ...textsOf(node['alternate'])]
    default:
      return ['…']
  }
}

function cookedOf(quasi: unknown): string {
  const value: unknown = isNode(quasi) ? quasi['value'] : null
  return typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : ''
}
