"""What a tenant's users are told of by Malote itself."""
