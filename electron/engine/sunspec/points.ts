/**
 * Points of the SunSpec models for inverters (101 to 103, 111 to 113) and meters (201 to 204, 211 to 214), in the order in
 * which they stand. Source: SunSpec Alliance, github.com/sunspec/models, smdx_00103.xml, smdx_00113.xml,
 * smdx_00203.xml, smdx_00213.xml. The models of one family share a layout; those of one, two or three phases differ in
 * what a device must fill. The float models have the same points without scale factors.
 */

export type PointType = 'int16' | 'uint16' | 'acc32' | 'enum16' | 'bitfield32' | 'sunssf'

export interface PointSpec {
  /** As in the model's definition. */
  readonly id: string
  /** Name of the value in a device section; the same as in the profiles. */
  readonly label: string
  readonly type: PointType
  readonly unit: string
  /** In the float model, where it differs. */
  readonly floatUnit: string
  /** Id of the point with the power of ten; null: none. */
  readonly scale: string | null
  readonly isMandatory: boolean
}

const point = (
  id: string,
  label: string,
  type: PointType,
  unit = '',
  scale: string | null = null,
  more: Partial<PointSpec> = {},
): PointSpec => ({ id, label, type, unit, floatUnit: unit, scale, isMandatory: false, ...more })

const scale = (id: string, label: string): PointSpec => point(id, label, 'sunssf')
const must = { isMandatory: true }

export const inverterPoints: readonly PointSpec[] = [
  point('A', 'Current_Total', 'uint16', 'A', 'A_SF', must),
  point('AphA', 'Current_L1', 'uint16', 'A', 'A_SF', must),
  point('AphB', 'Current_L2', 'uint16', 'A', 'A_SF'),
  point('AphC', 'Current_L3', 'uint16', 'A', 'A_SF'),
  scale('A_SF', 'Current_SF'),
  point('PPVphAB', 'Voltage_L1_L2', 'uint16', 'V', 'V_SF'),
  point('PPVphBC', 'Voltage_L2_L3', 'uint16', 'V', 'V_SF'),
  point('PPVphCA', 'Voltage_L3_L1', 'uint16', 'V', 'V_SF'),
  point('PhVphA', 'Voltage_L1', 'uint16', 'V', 'V_SF', must),
  point('PhVphB', 'Voltage_L2', 'uint16', 'V', 'V_SF'),
  point('PhVphC', 'Voltage_L3', 'uint16', 'V', 'V_SF'),
  scale('V_SF', 'Voltage_SF'),
  point('W', 'Active_Power_Total', 'int16', 'W', 'W_SF', must),
  scale('W_SF', 'Active_Power_SF'),
  point('Hz', 'Frequency', 'uint16', 'Hz', 'Hz_SF', must),
  scale('Hz_SF', 'Frequency_SF'),
  point('VA', 'Apparent_Power_Total', 'int16', 'VA', 'VA_SF'),
  scale('VA_SF', 'Apparent_Power_SF'),
  point('VAr', 'Reactive_Power_Total', 'int16', 'var', 'VAr_SF'),
  scale('VAr_SF', 'Reactive_Power_SF'),
  point('PF', 'Power_Factor_Total', 'int16', '%', 'PF_SF'),
  scale('PF_SF', 'Power_Factor_SF'),
  point('WH', 'Active_Energy_Generated', 'acc32', 'Wh', 'WH_SF', must),
  scale('WH_SF', 'Active_Energy_SF'),
  point('DCA', 'DC_Current', 'uint16', 'A', 'DCA_SF'),
  scale('DCA_SF', 'DC_Current_SF'),
  point('DCV', 'DC_Voltage', 'uint16', 'V', 'DCV_SF'),
  scale('DCV_SF', 'DC_Voltage_SF'),
  point('DCW', 'DC_Power', 'int16', 'W', 'DCW_SF'),
  scale('DCW_SF', 'DC_Power_SF'),
  point('TmpCab', 'Temperature_Cabinet', 'int16', 'degC', 'Tmp_SF', must),
  point('TmpSnk', 'Temperature_Heat_Sink', 'int16', 'degC', 'Tmp_SF'),
  point('TmpTrns', 'Temperature_Transformer', 'int16', 'degC', 'Tmp_SF'),
  point('TmpOt', 'Temperature_Other', 'int16', 'degC', 'Tmp_SF'),
  scale('Tmp_SF', 'Temperature_SF'),
  point('St', 'Operating_State', 'enum16', '', null, must),
  point('StVnd', 'Vendor_State', 'enum16'),
  point('Evt1', 'Event_1', 'bitfield32', '', null, must),
  point('Evt2', 'Event_2', 'bitfield32', '', null, must),
  point('EvtVnd1', 'Vendor_Event_1', 'bitfield32'),
  point('EvtVnd2', 'Vendor_Event_2', 'bitfield32'),
  point('EvtVnd3', 'Vendor_Event_3', 'bitfield32'),
  point('EvtVnd4', 'Vendor_Event_4', 'bitfield32'),
]

const phases = [
  ['PhA', 'L1'],
  ['PhB', 'L2'],
  ['PhC', 'L3'],
] as const

/** A total and its three phases. */
const withPhases = (
  id: string,
  label: string,
  total: string,
  type: PointType,
  unit: string,
  scaleId: string,
  more: Partial<PointSpec> = {},
): readonly PointSpec[] => [
  point(id, `${label}${total}`, type, unit, scaleId, more),
  ...phases.map(([phase, name]) =>
    point(
      `${id}${type === 'acc32' ? phase : phase.replace('P', 'p')}`,
      `${label}_${name}`,
      type,
      unit,
      scaleId,
      {
        ...more,
        isMandatory: false,
      },
    ),
  ),
]

export const meterPoints: readonly PointSpec[] = [
  ...withPhases('A', 'Current', '_Total', 'int16', 'A', 'A_SF', must),
  scale('A_SF', 'Current_SF'),
  point('PhV', 'Voltage_LN_Avg', 'int16', 'V', 'V_SF'),
  point('PhVphA', 'Voltage_L1', 'int16', 'V', 'V_SF'),
  point('PhVphB', 'Voltage_L2', 'int16', 'V', 'V_SF'),
  point('PhVphC', 'Voltage_L3', 'int16', 'V', 'V_SF'),
  point('PPV', 'Voltage_LL_Avg', 'int16', 'V', 'V_SF'),
  point('PhVphAB', 'Voltage_L1_L2', 'int16', 'V', 'V_SF'),
  point('PhVphBC', 'Voltage_L2_L3', 'int16', 'V', 'V_SF'),
  point('PhVphCA', 'Voltage_L3_L1', 'int16', 'V', 'V_SF'),
  scale('V_SF', 'Voltage_SF'),
  point('Hz', 'Frequency', 'int16', 'Hz', 'Hz_SF', must),
  scale('Hz_SF', 'Frequency_SF'),
  ...withPhases('W', 'Active_Power', '_Total', 'int16', 'W', 'W_SF', must),
  scale('W_SF', 'Active_Power_SF'),
  ...withPhases('VA', 'Apparent_Power', '_Total', 'int16', 'VA', 'VA_SF'),
  scale('VA_SF', 'Apparent_Power_SF'),
  ...withPhases('VAR', 'Reactive_Power', '_Total', 'int16', 'var', 'VAR_SF'),
  scale('VAR_SF', 'Reactive_Power_SF'),
  ...withPhases('PF', 'Power_Factor', '_Total', 'int16', '%', 'PF_SF', { floatUnit: '' }),
  scale('PF_SF', 'Power_Factor_SF'),
  ...withPhases('TotWhExp', 'Active_Energy_Export', '', 'acc32', 'Wh', 'TotWh_SF', must),
  ...withPhases('TotWhImp', 'Active_Energy_Import', '', 'acc32', 'Wh', 'TotWh_SF', must),
  scale('TotWh_SF', 'Active_Energy_SF'),
  ...withPhases('TotVAhExp', 'Apparent_Energy_Export', '', 'acc32', 'VAh', 'TotVAh_SF'),
  ...withPhases('TotVAhImp', 'Apparent_Energy_Import', '', 'acc32', 'VAh', 'TotVAh_SF'),
  scale('TotVAh_SF', 'Apparent_Energy_SF'),
  ...withPhases('TotVArhImpQ1', 'Reactive_Energy_Import_Q1', '', 'acc32', 'varh', 'TotVArh_SF'),
  ...withPhases('TotVArhImpQ2', 'Reactive_Energy_Import_Q2', '', 'acc32', 'varh', 'TotVArh_SF'),
  ...withPhases('TotVArhExpQ3', 'Reactive_Energy_Export_Q3', '', 'acc32', 'varh', 'TotVArh_SF'),
  ...withPhases('TotVArhExpQ4', 'Reactive_Energy_Export_Q4', '', 'acc32', 'varh', 'TotVArh_SF'),
  scale('TotVArh_SF', 'Reactive_Energy_SF'),
  point('Evt', 'Events', 'bitfield32', '', null, must),
]
