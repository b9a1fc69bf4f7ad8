"""What data must be: contracts, code tables, rules, audits. Says pass or fail and touches nothing."""
