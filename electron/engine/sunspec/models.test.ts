import { describe, expect, it } from 'vitest'
import { sunSpecModel } from './models.ts'

/** Offsets as the definitions of the SunSpec Alliance have them (smdx_00103.xml and so on). */
describe('the places of SunSpec points', () => {
  const offsets = (id: number): Record<string, number> =>
    Object.fromEntries(sunSpecModel(id)?.points.map((point) => [point.id, point.offset]) ?? [])
  const length = (id: number): number => {
    const last = sunSpecModel(id)?.points.at(-1)
    return last === undefined ? 0 : last.offset + (last.dataType.endsWith('32') ? 2 : 1)
  }

  it.each([101, 102, 103])('of the integer inverter %i', (id) => {
    expect(offsets(id)).toMatchObject({
      A: 0,
      A_SF: 4,
      PhVphA: 8,
      V_SF: 11,
      W: 12,
      Hz: 14,
      VAr: 18,
      PF_SF: 21,
      WH: 22,
      WH_SF: 24,
      DCW: 29,
      Tmp_SF: 35,
      St: 36,
      Evt1: 38,
    })
    expect(length(id)).toBe(50)
  })

  it.each([111, 112, 113])('of the float inverter %i', (id) => {
    expect(offsets(id)).toMatchObject({
      A: 0,
      PhVphA: 14,
      W: 20,
      WH: 30,
      DCW: 36,
      TmpOt: 44,
      St: 46,
      StVnd: 47,
      Evt1: 48,
    })
    expect(length(id)).toBe(60)
  })

  it.each([201, 202, 203, 204])('of the integer meter %i', (id) => {
    expect(offsets(id)).toMatchObject({
      AphC: 3,
      PhV: 5,
      PPV: 9,
      PhVphCA: 12,
      Hz: 14,
      W: 16,
      WphC: 19,
      VAR_SF: 30,
      PF: 31,
      TotWhExp: 36,
      TotWhImp: 44,
      TotWhImpPhC: 50,
      TotWh_SF: 52,
      TotVAh_SF: 69,
      TotVArhExpQ4: 94,
      TotVArh_SF: 102,
      Evt: 103,
    })
    expect(length(id)).toBe(105)
  })

  it.each([211, 212, 213, 214])('of the float meter %i', (id) => {
    expect(offsets(id)).toMatchObject({
      PhVphA: 10,
      PPV: 16,
      Hz: 24,
      W: 26,
      PF: 50,
      TotWhExp: 58,
      TotWhImp: 66,
      TotVAhExp: 74,
      TotVArhImpQ1: 90,
      TotVArhExpQ4: 114,
      Evt: 122,
    })
    expect(length(id)).toBe(124)
  })
})
