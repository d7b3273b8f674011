/** Terms of the field in English: scopes, categories, metrics, bases, units. */
export const terms = {
  scope: { 1: 'Scope 1', 2: 'Scope 2', 3: 'Scope 3' },
  category: {
    1: 'Purchased goods and services', 2: 'Capital goods', 3: 'Fuel- and energy-related activities', 4: 'Upstream transport and distribution', 5: 'Waste generated in operations', 6: 'Business travel', 7: 'Employee commuting', 8: 'Upstream leased assets',
    9: 'Downstream transport and distribution', 10: 'Processing of sold products', 11: 'Use of sold products', 12: 'End-of-life treatment of sold products', 13: 'Downstream leased assets', 14: 'Franchises', 15: 'Investments',
  },
  metric: {
    scope1: 'Scope 1', scope2: 'Scope 2', scope2_location: 'Scope 2, location-based', scope2_market: 'Scope 2, market-based', scope3: 'Scope 3', total: 'Total',
    total_location: 'Total, location-based', total_market: 'Total, market-based',
  },
  basis: { label: 'Basis of scope 2', market: 'Market-based', location: 'Location-based' },
  unit: { tco2e: 't CO₂e', tco2: 't CO₂', t: 't', tOfGas: 't of the gas', kwh: 'kWh', mwh: 'MWh' },
}
