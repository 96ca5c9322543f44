"""What a person can ask for: permission, one transaction, one audit event, changes returned."""
