"""What every request passes through: an id, the person with pinned rights, security headers, errors in words."""
