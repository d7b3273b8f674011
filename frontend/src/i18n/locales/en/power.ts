/** Green power in English. */
export const power = {
  power: {
    lead: 'Load, green supply and gap in {year}, hour by hour.', empty: 'This case has no hourly load.', emptyMend: 'Add the tables load, generation and contracts to see 8,760 hours matched.', emptyYear: '{year} has no hourly load. Years that have:', tables: 'See the tables',
    coverage: 'Coverage by green power, on four bases', annual: 'Annual', monthly: 'Monthly', daily: 'Daily', hourly: 'Hourly', withGrid: 'Hourly, with the grid’s clean share', withStorage: 'Hourly, with storage', load: 'Load', supply: 'Supply', matched: 'Matched', gap: 'Gap', excess: 'Excess',
    hours: 'Every hour of the year', hoursNote: 'Days across, hours of local standard time up; the darker, the more energy.', heatmap: 'Heat map: {what}, 24 hours of each day. The table of months below has the sums.', what: 'Show', allSites: 'All sites', bySite: 'Coverage by site', byMonth: 'By month', contracts: 'Contracts', contract: 'Contract', plant: 'Plant', kind: 'Kind',
    technology: 'Technology', share: 'Share', limit: 'Limit a year', generation: 'Output', certificates: 'Certificates', noCertificates: 'There is no book of certificates.', noCertificatesMend: 'Once certificates are issued, each stands here with its state and holder.', certificatesMore: '{count} more are not listed; tanlu certificates shows all.', states: { issued: 'issued', reserved: 'reserved', transferred: 'transferred', cancelled: 'cancelled', expired: 'expired' }, certificate: 'Certificate', state: 'State', holder: 'Holder', beneficiary: 'Beneficiary', emissions: 'Emissions of the power, three ways',
    location: 'Location-based', marketAnnual: 'Market-based, matched by year', marketHourly: 'Market-based, matched by hour', price: 'Price per kWh', days: 'Days', noContracts: 'There are no contracts.',
    kinds: { green_power: 'green power', certificate: 'certificates', ppa: 'power purchase', onsite: 'on site' }, hour: 'Hour', day: 'Day',
  },
}
