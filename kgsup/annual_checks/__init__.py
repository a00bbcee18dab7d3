"""The annual check: who is asked, who has filed, who is exempt, and the reminders until then."""
