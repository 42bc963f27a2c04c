import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { roleOf } from './roles.ts'

const brief = (label: string, unit: string): string | null => {
  const role = roleOf(label, unit)
  if (role === null) return null
  const direction = role.direction === 'net' ? '' : ` ${role.direction}`
  return `${role.quantity} ${role.phase}${direction} x ${role.scale}`
}

describe('what a register measures', () => {
  it.each([
    ['Voltage_L1', 'V', 'voltage L1 x 1'],
    ['Voltage_L1_L2', 'V', 'voltage L1-L2 x 1'],
    ['Tensión L2', 'kV', 'voltage L2 x 1000'],
    ['Tension_R', 'V', 'voltage L1 x 1'],
    ['U12', 'V', 'voltage L1-L2 x 1'],
    ['V3', '', 'voltage L3 x 1'],
    ['Corriente Fase T', 'mA', 'current L3 x 0.001'],
    ['Intensidad_L1', 'A', 'current L1 x 1'],
    ['Active_Power_Total', 'W', 'active-power total x 1'],
    ['Potencia_Activa', 'kW', 'active-power total x 1000'],
    ['Potencia L3', 'MW', 'active-power L3 x 1000000'],
    ['P1', 'kW', 'active-power L1 x 1000'],
    ['Potencia Reactiva L2', 'kvar', 'reactive-power L2 x 1000'],
    ['Potencia Aparente', 'VA', 'apparent-power total x 1'],
    ['S', 'kVA', 'apparent-power total x 1000'],
    ['Power_Factor_L1', '', 'power-factor L1 x 1'],
    ['Factor de potencia', '%', 'power-factor total x 0.01'],
    ['FP', '-', 'power-factor total x 1'],
    ['cosPhi L2', '1', 'power-factor L2 x 1'],
    ['Frecuencia', 'Hz', 'frequency total x 1'],
    ['Active_Energy_Import', 'kWh', 'active-energy total import x 1000'],
    ['Energía importada', 'MWh', 'active-energy total import x 1000000'],
    ['Energia', 'Wh', 'active-energy total x 1'],
    ['Reactive_Energy_Export_L1', 'kvarh', 'reactive-energy L1 export x 1000'],
  ])('%s in %s', (label, unit, expected) => {
    expect(brief(label, unit)).toBe(expected)
  })

  it.each([
    ['Voltage_THD_L1', '%'],
    ['Voltage_LN_Avg', 'V'],
    ['Current_N', 'A'],
    ['Active_Power_Demand', 'W'],
    ['Active_Energy_Import_T1', 'kWh'],
    ['Active_Power_Export_L1', 'W'],
    ['Voltage_L1', 'A'],
    ['DC_Voltage', 'V'],
    ['Temperature', '°C'],
    ['Register 17', ''],
    ['Phase_Angle_L1', 'deg'],
  ])('%s in %s is not taken for anything', (label, unit) => {
    expect(roleOf(label, unit)).toBeNull()
  })

  it('is known of the main quantities of every profile', () => {
    const folder = 'config/meters'
    const main =
      /^(Voltage|Current|Active_Power|Reactive_Power|Apparent_Power|Power_Factor)(_L[123]|_Total)?$|^Frequency$|^Active_Energy_(Import|Export|Total)$/
    const files = readdirSync(folder).filter((name) => !name.includes('schema'))
    const unknown = files.flatMap((name) => {
      const { registers } = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as {
        registers: { label: string; unit: string }[]
      }
      return registers.filter(({ label, unit }) => main.test(label) && roleOf(label, unit) === null)
    })
    expect(unknown).toEqual([])
  })
})
