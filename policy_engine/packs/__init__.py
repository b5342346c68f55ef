"""From YAML files to packs: reading with places, the format, the vocabulary, the library."""
