"""Text to typed core: the rule language, a profile of DMN FEEL (docs/language.md)."""
