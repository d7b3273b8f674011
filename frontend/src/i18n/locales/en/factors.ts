/** The emission factors in English. */
export const factors = {
  factors: {
    lead: 'The library and the case’s own factors; each row has source, vintage and licence.', search: 'Find', text: 'Name, activity, source', region: 'Region', basis: 'Basis', year: 'Valid in', any: 'any', none: 'No factor fits.', noneMend: 'Try another word, or drop a condition.', found: '{count} found', unit: 'Unit', compare: 'Compare vintages', vintagesLead: '{activity}, {region}: how the factor moved over the years.',
    vintagesLabel: 'Lines: the factor of each basis over the years. The table below has the figures.', change: 'Against the one before', from: 'From', to: 'To', noSeries: 'There are no vintages to compare.',
  },
  factor: {
    id: 'Factor', why: 'Why this one', vintage: 'Valid', basis: 'Basis', region: 'Region', licence: 'Licence', hash: 'Hash of its content', untilReplaced: 'until replaced', value: 'Value', perUnit: 'kgCO₂e per unit',
    published: 'Published', confirmed: 'Compared with the document', confirmedYes: 'yes', confirmedNo: 'not yet', pack: 'Pack', gases: 'Gases', gwp: 'GWP it was published with', note: 'Note', biogenic: 'Biogenic CO₂', activity: 'Activity',
    back: 'Factors', series: 'See its vintages',
  },
  factorRole: { direct: 'Factor, location-based', market: 'Market-based: instrument or factor', market_remainder: 'Market-based: what no instrument covers', upstream: 'Upstream factor (scope 3, category 3)' },
  factorBasis: {
    average: 'grid average', residual: 'residual mix', ets: 'ETS reporting average', supplier: 'supplier', fossil: 'fossil', marginal: 'marginal', life_cycle: 'life cycle', empty: 'none', none: 'none',
  },
}
