"""People with their employments, certificates, checks and bans."""
