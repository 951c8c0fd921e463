"""What stands behind the ports: AWS, and IMAP."""
