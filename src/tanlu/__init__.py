"""tanlu 碳路, the carbon road: measure, plan and deliver carbon neutrality, with every number open to its source."""
