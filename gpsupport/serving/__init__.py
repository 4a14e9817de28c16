"""What the HTTP doors share: sessions, guards, headers, errors, request ids, assets, health."""
