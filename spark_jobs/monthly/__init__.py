"""The auditor's month: what came and what did not, what became of every row, how good the data are, who decided what."""
