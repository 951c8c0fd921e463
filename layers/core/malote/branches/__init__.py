"""The tenants' branches (filiais), and which modules each of them uses."""
