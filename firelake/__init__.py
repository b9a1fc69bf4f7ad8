"""The ground of firelake: settings, messages, local services. Imports nothing of ours."""
