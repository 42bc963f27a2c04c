import { z } from 'zod'
import { finding, takenReading, wallMs } from './common.ts'
import { lineTarget } from './tester-request.ts'

const sectionName = z.string().min(1).max(256)
const text = z.string().max(64 * 1024)

/** One line of the register table, as written; an empty text leaves the item to its default. */
export const registerRow = z.strictObject({
  address: text,
  table: text,
  dataType: text,
  label: text,
  unit: text,
  factor: text,
  offset: text,
  min: text,
  max: text,
  invalid: text,
  byteOrder: text,
  /** Label of the register that holds the power of ten. */
  scaleFrom: text,
})

/** A change of the file as a person makes it; applied one after the other, losslessly. */
export const configEdit = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('set'),
    section: sectionName,
    key: z.string().min(1).max(64),
    value: text,
  }),
  z.strictObject({ kind: z.literal('remove'), section: sectionName, key: z.string().min(1).max(64) }),
  z.strictObject({ kind: z.literal('add-section'), section: sectionName }),
  z.strictObject({ kind: z.literal('remove-section'), section: sectionName }),
  z.strictObject({ kind: z.literal('rename-section'), section: sectionName, name: sectionName }),
  z.strictObject({ kind: z.literal('duplicate-section'), section: sectionName, name: sectionName }),
  z.strictObject({
    kind: z.literal('move-section'),
    section: sectionName,
    before: sectionName.nullable(),
  }),
  /** The whole table of a section; only the lists that differ are rewritten. */
  z.strictObject({
    kind: z.literal('set-registers'),
    section: sectionName,
    rows: z.array(registerRow).max(10_000),
  }),
  /** The file as a text of its own, from the text view. */
  z.strictObject({ kind: z.literal('replace-text'), text: z.string().max(900 * 1024) }),
])

export const keySource = z.enum(['command line', 'environment', 'file', 'default', 'profile'])

/** One key with all that its field needs. */
export const keyView = z.object({
  key: z.string(),
  /** As the section's own lines have it; null when they do not. A secret is masked. */
  written: z.string().nullable(),
  /** 1-based. */
  line: z.number().nullable(),
  /** What holds, masked where it is a secret; null when it could not be worked out. */
  effective: z.string().nullable(),
  source: keySource,
  default: z.string().nullable(),
  unit: z.string().nullable(),
  allowed: z.string(),
  doc: z.string(),
  env: z.string().nullable(),
  isSecret: z.boolean(),
})

export const registerView = registerRow.extend({
  /** `FC3 0 (0x0000)`; null when the address could not be read. */
  resolved: z.string().nullable(),
})

export const planRequest = z.object({
  functionCode: z.number(),
  /** PDU address. */
  address: z.number(),
  count: z.number(),
  labels: z.array(z.string()),
  /** Registers that are read and thrown away. */
  wasted: z.number(),
  /** Asked a second time, for powers of ten that could not come with their values. */
  again: z.boolean(),
  wireMs: z.number(),
})

export const planView = z.object({
  /** Of each unit of the section. */
  requests: z.array(planRequest),
  wireMs: z.number(),
  intervalMs: z.number(),
  link: z.string(),
  /** Enabled devices on the same link, this one included. */
  linkDevices: z.array(z.string()),
  /** Share of the time during which the link is busy with all of them, from 0; above 1 the intervals cannot be kept. */
  linkUtilisation: z.number(),
})

export const sectionView = z.object({
  name: z.string(),
  line: z.number(),
  /** Ids of its devices; empty where findings keep them from being made. */
  deviceIds: z.array(z.string()),
  enabled: z.boolean(),
  /** What can be said of it at a glance, also where it has errors. */
  title: z.string(),
  protocol: z.string(),
  endpoint: z.string(),
  unitIds: z.string(),
  registerCount: z.number(),
  /**
   * Keys of a device that the program knows and that its protocol has, in the order of the reference; its lists are not
   * among them but in the register table. Empty where the section is not opened.
   */
  keys: z.array(keyView),
  /** Other keys that stand in the section. */
  unknownKeys: z.array(z.string()),
})

export const diffLine = z.object({
  kind: z.enum(['same', 'removed', 'added']),
  /** 1-based in the file before and after; null where the line is not there. */
  oldLine: z.number().nullable(),
  newLine: z.number().nullable(),
  /** Secrets masked. */
  text: z.string(),
})

export const configDraft = {
  args: z.strictObject({
    /** Of the file that the edits are meant for; null: whatever is there now. */
    revision: z.string().nullable(),
    edits: z.array(configEdit).max(1_000),
    /** Sections to be shown with registers and plan; the others are rows of the table. */
    open: z.array(sectionName).max(4),
  }),
  result: z.object({
    path: z.string(),
    /** Of the file on disk, before the edits. */
    revision: z.string(),
    /** null: it can be written. Else why not, in a sentence. */
    notWritable: z.string().nullable(),
    /**
     * After the edits: this is the text view. Empty unless asked by `open: []`. api_token and other secrets are masked; a
     * mask that comes back with `set` or `replace-text` leaves the secret as it is.
     */
    text: z.string(),
    findings: z.array(finding),
    sections: z.array(sectionView),
    /** The keys of [DEFAULT] that hold for the whole gateway. */
    globals: z.array(keyView),
    /** Register table and plan of the sections named in `open`. */
    opened: z.array(
      z.object({
        section: z.string(),
        registers: z.array(registerView),
        /** Where the lists come from: the section's own lines or its profile. */
        registersFrom: z.enum(['file', 'profile', 'none']),
        plan: planView.nullable(),
        /** How its devices are reached, as it holds; null where findings keep them from being made. */
        reached: lineTarget.nullable(),
      }),
    ),
    /** Lines that saving would change, with three lines of context around each. */
    diff: z.array(diffLine),
  }),
}

export const configSave = {
  args: z.strictObject({ revision: z.string(), edits: z.array(configEdit).min(1).max(1_000) }),
  result: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('saved'), revision: z.string(), backup: z.string().nullable() }),
    /** Somebody else saved the file since it was read; nothing was written. */
    z.object({ kind: z.literal('conflict'), revision: z.string(), theirs: z.string(), ours: z.string() }),
    /** The edits make a configuration with errors; nothing was written. */
    z.object({ kind: z.literal('invalid'), findings: z.array(finding) }),
  ]),
}

/** The versions that a save replaced, newest first. */
export const configBackups = {
  args: z.strictObject({}),
  result: z.object({
    backups: z.array(z.object({ name: z.string(), savedAtMs: wallMs, sizeBytes: z.number() })),
  }),
}

/** Puts a version back; the present one becomes a backup itself. */
export const configRestore = {
  args: z.strictObject({ revision: z.string(), backup: z.string().max(512) }),
  result: configSave.result,
}

export const readDraft = {
  args: z.strictObject({
    revision: z.string(),
    edits: z.array(configEdit).max(1_000),
    section: sectionName,
    /** Of a section with several units; null: its first one. */
    deviceId: z.string().max(300).nullable(),
  }),
  result: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('read'), reading: takenReading }),
    z.object({ kind: z.literal('invalid'), findings: z.array(finding) }),
  ]),
}

export const serialPorts = {
  args: z.strictObject({}),
  result: z.object({
    ports: z.array(
      z.object({
        path: z.string(),
        manufacturer: z.string().nullable(),
        serialNumber: z.string().nullable(),
        /** Section of config.ini that uses it; null when none does. */
        usedBy: z.string().nullable(),
      }),
    ),
  }),
}

export const profiles = {
  args: z.strictObject({}),
  result: z.object({
    profiles: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        /** `one source`: not verified on hardware; `own`: as somebody configured a device. */
        confidence: z.enum(['one source', 'two sources agree', 'own']),
        sources: z.array(z.string()),
        notes: z.string(),
        registerCount: z.number(),
      }),
    ),
  }),
}

/** Keeps a device, as unsaved edits make it, as a profile beside config.ini. */
export const saveProfile = {
  args: z.strictObject({
    revision: z.string(),
    edits: z.array(configEdit).max(1_000),
    section: sectionName,
    /** File name without `.json`. */
    id: z.string().max(100),
    manufacturer: z.string().min(1).max(200),
    model: z.string().min(1).max(200),
    notes: z.string().max(10_000),
    /** One of that id beside config.ini is written over. */
    replace: z.boolean(),
  }),
  result: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('saved'), id: z.string(), path: z.string() }),
    /** There is one beside config.ini; nothing was written. */
    z.object({ kind: z.literal('exists'), path: z.string() }),
    z.object({ kind: z.literal('invalid'), findings: z.array(finding) }),
  ]),
}

/** What the running gateway knows of its file: editors look here whether theirs is still the newest. */
export const configState = z.object({
  path: z.string(),
  /** Of the file on disk as last seen. */
  revision: z.string(),
  /** The file on disk cannot be applied; what runs is the version before it. Empty while it is the one that runs. */
  rejected: z.array(finding),
  appliedAtMs: wallMs,
})

export type RegisterRow = z.infer<typeof registerRow>
export type RegisterView = z.infer<typeof registerView>
export type ConfigEdit = z.infer<typeof configEdit>
export type KeyView = z.infer<typeof keyView>
export type PlanView = z.infer<typeof planView>
export type SectionView = z.infer<typeof sectionView>
export type DiffLine = z.infer<typeof diffLine>
export type ConfigDraft = z.infer<typeof configDraft.result>
export type SaveOutcome = z.infer<typeof configSave.result>
export type ConfigState = z.infer<typeof configState>
